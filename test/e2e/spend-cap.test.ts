import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const MODEL = 'meta.llama3-1-8b-instruct-v1:0';
const JUDGE = 'meta.llama3-1-70b-instruct-v1:0';
/** US dollars a token, of the model and of the judge alike. */
const PRICE = { input: 5, output: 20 };
const profiles = { [MODEL]: 'llama-8b-h100', [JUDGE]: 'llama-8b-h100' };

let emulator: Emulator | undefined;

afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

/** Runs a scenario against an emulator of this process, whose log is the bill. */
async function billed(scenario: Readonly<Record<string, unknown>>, workers = 1) {
  emulator = await startEmulator({ settings: { profiles, quotas: {}, faults: [] }, seed: 5 });
  const folder = await scenarioFolder({
    endpoint: emulator.url,
    target: { kind: 'bedrock-converse', model: MODEL, price: 'ours' },
    prices: [{ id: 'ours', ...PRICE, source: 'our contract', asOf: '2026-11-01' }],
    iterations: undefined,
    duration: '20s',
    warmup: { iterations: 0 },
    ...scenario,
  });
  const words = ['run', 'scenario.json', '--quiet', '--workers', String(workers)];
  const { code } = await proofload(folder, words);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const text = readFileSync(join(folder, 'reports', id, 'result.json'), 'utf8');
  const log = emulator.log();
  return {
    code,
    log,
    folder: join(folder, 'reports', id),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
    result: JSON.parse(text) as RunResult,
    dollars: log.reduce(
      (sum, { inputTokens, outputTokens }) =>
        sum + (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
      0,
    ),
  };
}

describe('the spend cap of proofload run', () => {
  it('is kept by two workers together, by the emulator’s own log, and told', async () => {
    const cap = 0.05;
    const { code, dollars, result, folder } = await billed({ vus: 200, budget: { run: cap } }, 2);
    expect(code).toBe(96);
    expect(dollars).toBeGreaterThan(0.3 * cap);
    expect(dollars).toBeLessThanOrEqual(cap);
    // 200 were to be in flight, and twenty could be.
    expect(result).toMatchObject({ stopped: 'budget', validity: 'invalid' });
    expect(result.reasons.join(' ')).toMatch(
      /The next request may cost up to \$0\.00\d+, with all of its maxTokens, and \$0\.0\d+ was left/,
    );
    expect(result.validityReasons.join(' ')).toContain('The spend cap held back');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('The spend cap held back');
  }, 30_000);

  it('counts the judge, who asks no more where there is no room, and is told', async () => {
    const cap = 0.06;
    const { code, dollars, result, log, folder } = await billed({
      vus: 4,
      duration: undefined,
      iterations: 12,
      budget: { run: cap },
      judge: {
        target: { kind: 'bedrock-converse', model: JUDGE, price: 'ours' },
        criteria: ['correctness', 'faithfulness'],
        sample: 12,
      },
    });
    expectCode(code, 0);
    expect(dollars).toBeLessThanOrEqual(cap);
    const judged = log.filter(({ model }) => model === JUDGE).length;
    expect(result.headline).toContain(`The judge scored ${judged} of 12 answers`);
    for (const file of ['report.html', 'summary.md'])
      expect(readFileSync(join(folder, file), 'utf8'), file).toContain('had no room left to judge');
  }, 30_000);

  it('says what a request whose cost is unknown may have cost', async () => {
    const { result, folder } = await billed({
      vus: 1,
      duration: undefined,
      iterations: 3,
      budget: { run: 0.05 },
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours', timeout: '100ms' },
    });
    expect(result.spent).toBe('unknown');
    expect(result.spentAtMost).toBeGreaterThan(result.spentAtLeast ?? 1);
    const told = /unknown \(at least \\*\$[\d.]+, up to \\*\$[\d.]+\)/;
    for (const file of ['report.html', 'summary.md'])
      expect(readFileSync(join(folder, file), 'utf8'), file).toMatch(told);
  }, 30_000);

  it('is refused where nobody knows what the judge costs', async () => {
    const folder = await scenarioFolder({
      budget: { run: 1 },
      judge: {
        target: { kind: 'bedrock-converse', model: 'nobody.made-this-v1:0' },
        criteria: ['correctness'],
      },
    });
    const { code, stderr } = await proofload(folder, ['run', 'scenario.json', '--quiet']);
    expect(code).toBe(104);
    expect(stderr).toContain('budget.run cannot be kept: no price is known for the judge.');
  }, 30_000);
});
