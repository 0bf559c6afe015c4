import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redactScenario } from '../../../src/run/result/redacted-scenario.ts';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';

const kept = JSON.stringify(
  redactScenario(
    resolveScenario(
      scenarioSchema.parse({
        target: {
          kind: 'openai',
          url: 'https://api.example.com/v1',
          model: 'm',
          auth: { kind: 'command', command: 'sign-in --password sesame' },
          headers: { Authorization: 'Bearer sesame', 'x-api-key': 'open', accept: 'text/plain' },
        },
        dataset: 'rows.csv',
        prompt: { maxTokens: 9 },
        emulator: { knowledgeBases: { KB: { folder: '../docs' } } },
      }),
      resolve('scenarios/night.ts'),
    ),
  ),
);

describe('the scenario a run keeps', () => {
  it('masks headers that name secrets and keeps the others', () => {
    expect(kept).not.toMatch(/sesame|open"/);
    expect(kept).toContain('"accept":"text/plain"');
    expect(kept).toContain('"maxTokens":9');
  });

  it('names where a secret is, but not the command that prints one', () => {
    expect(kept).toContain('"auth":{"kind":"command","command":"***"}');
  });

  it('holds no path of the machine it ran on', () => {
    expect(kept).toContain('"folder":"docs"');
    expect(kept).not.toContain(process.cwd());
    expect(kept).toContain('"file":"scenarios/night.ts"');
  });
});
