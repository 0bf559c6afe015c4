import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleResult } from '../report/sample-result.ts';
import { runOnEmulator } from '../run/run-in-process.ts';
import { proofload, scenarioFolder } from './command.ts';

/** The sample's run, as if it had ended otherwise. */
async function runThatWas(changed: Readonly<Record<string, unknown>>): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'proofload-plan-')), 'run');
  await mkdir(directory);
  await writeFile(join(directory, 'run.json'), '{}');
  await writeFile(join(directory, 'result.json'), JSON.stringify({ ...sampleResult, ...changed }));
  return directory;
}

const late = 'Requests were sent late: the p99 of lateness is 236 ms; lower the rate.';

describe('the plan of a run', () => {
  it('that is valid recommends, and shows its interval', async () => {
    const directory = await runThatWas({ validityReasons: [] });
    const { code, stdout } = await proofload(directory, ['plan', directory]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^ Buy haiku: \$[\d,]+ \(\$[\d,]+ to \$[\d,]+ by how its answers' costs vary, and nothing else\) a month/,
    );
  });

  it.each([[], ['--json']])(
    'that is invalid recommends nothing and exits with 98 %s',
    async (...words) => {
      const directory = await runThatWas({ validity: 'invalid', validityReasons: [late] });
      const { code, stdout } = await proofload(directory, ['plan', directory, ...words]);
      expect(code).toBe(98);
      expect(stdout).not.toMatch(/\bbuy\b/i);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
        `No recommendation: the run is invalid. ${late}`,
      );
      if (words.length > 0) {
        expect(JSON.parse(stdout)).toMatchObject({ validity: 'invalid', validityReasons: [late] });
      }
    },
  );

  it('that is suspect says so first', async () => {
    const directory = await runThatWas({ validity: 'suspect', validityReasons: [late] });
    const { code, stdout } = await proofload(directory, ['plan', directory]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^ Suspect measurement, so take what follows with care\. Requests were sent late.* Buy haiku/,
    );
  });

  it('stopped by a signal recommends nothing', async () => {
    const stopped = 'signal';
    const directory = await runThatWas({ stopped });
    const { stdout } = await proofload(directory, ['plan', directory, '--json']);
    expect(stdout).not.toMatch(/\bbuy\b/i);
    expect(JSON.parse(stdout)).toMatchObject({ stopped });
  });
});

it('plans a quota from what each row asked for, and the scenario’s burndown', async () => {
  const model = 'anthropic.claude-haiku-5-5';
  const folder = await scenarioFolder({
    target: { kind: 'bedrock-converse', model, stream: false, price: 'mine' },
    prices: [{ id: 'mine', input: 1, output: 5, source: 'us', asOf: '2026-11-01' }],
    prompt: { maxTokens: 40 },
    emulator: { profiles: { [model]: 'stand-in-judge' } },
    burndown: { [model]: 7 },
    vus: 1,
    demand: { queries: '144000/day', profile: 'flat' },
  });
  const rows = [300, 300, 900].map((maxTokens, n) =>
    JSON.stringify({ id: `q${n}`, question: 'When are refunds paid?', maxTokens }),
  );
  await writeFile(join(folder, 'questions.jsonl'), `${rows.join('\n')}\n`);
  const { path, read } = await runOnEmulator(folder);
  const { metrics } = JSON.parse(read('result.json')).targets[0];
  expect(metrics.max_tokens.avg).toBe(500);
  const { stdout } = await proofload(folder, ['plan', path, '--json']);
  const [{ tokensPerMinute }] = JSON.parse(stdout).options;
  const [input, output] = [metrics.input_tokens.avg, metrics.output_tokens.avg];
  expect(tokensPerMinute).toMatchObject({ burndown: 7, burndownAssumed: false });
  expect(tokensPerMinute.busiestHour.reserved).toBeCloseTo(100 * (input + 500), 6);
  expect(tokensPerMinute.busiestHour.settled).toBeCloseTo(100 * (input + 7 * output), 6);
}, 30_000);
