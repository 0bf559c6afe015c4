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

  it('has the files of modules from here, a route’s and the judge’s too', () => {
    const module = { kind: 'module', module: 'own.ts' };
    const scenario = resolveScenario(
      scenarioSchema.parse({
        targets: { own: module, either: { kind: 'route', by: 'fallback', parts: { own: module } } },
        scenarios: {
          one: { executor: 'shared-iterations', vus: 1, iterations: 1, target: 'own' },
        },
        judge: { target: module, criteria: ['correctness'] },
        dataset: 'rows.csv',
      }),
      resolve('scenarios/night.ts'),
    );
    expect(redactScenario(scenario)).toMatchObject({
      targets: {
        own: { module: 'scenarios/own.ts' },
        either: { parts: { own: { module: 'scenarios/own.ts' } } },
      },
      judge: { target: { module: 'scenarios/own.ts' } },
    });
  });

  it('holds no path of the machine it ran on', () => {
    expect(kept).toContain('"folder":"docs"');
    expect(kept).not.toContain(process.cwd());
    expect(kept).toContain('"file":"scenarios/night.ts"');
  });
});
