import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { scenarioFolder } from '../e2e/command.ts';
import { expectCode } from '../e2e/expect-code.ts';
import { runInProcess } from './run-in-process.ts';

const MODEL = 'meta.llama3-1-8b-instruct-v1:0';
const JUDGE = 'meta.llama3-1-70b-instruct-v1:0';
/** US dollars per million tokens, of the model and of the judge alike. */
const PRICE = { input: 5, output: 20 };
const profiles = { [MODEL]: 'llama-8b-h100', [JUDGE]: 'llama-8b-h100' };

let emulator: Emulator | undefined;

afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

/** Runs a scenario against an emulator whose log is the bill. */
async function billed(scenario: Readonly<Record<string, unknown>>) {
  emulator = await startEmulator({ settings: { profiles, quotas: {}, faults: [] }, seed: 5 });
  const folder = await scenarioFolder({
    endpoint: emulator.url,
    target: { kind: 'bedrock-converse', model: MODEL, price: 'ours' },
    prices: [{ id: 'ours', ...PRICE, source: 'our contract', asOf: '2026-11-01' }],
    warmup: { iterations: 0 },
    ...scenario,
  });
  const ended = await runInProcess(folder);
  const log = emulator.log();
  const dollars = log.reduce(
    (sum, { inputTokens, outputTokens }) =>
      sum + (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
    0,
  );
  return { ...ended, log, dollars };
}

describe('a run with a spend cap', () => {
  it('counts the judge, who asks no more where there is no room, and is told', async () => {
    const cap = 0.06;
    const { code, dollars, result, log, read } = await billed({
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
      expect(read(file), file).toContain('had no room left to judge');
  });

  it('says what a request whose cost is unknown may have cost', async () => {
    const { result, read } = await billed({
      vus: 1,
      iterations: 3,
      budget: { run: 0.05 },
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours', timeout: '100ms' },
    });
    expect(result.spent).toBe('unknown');
    expect(result.spentAtMost).toBeGreaterThan(result.spentAtLeast ?? 1);
    const told = /unknown \(at least \\*\$[\d.]+, up to \\*\$[\d.]+\)/;
    for (const file of ['report.html', 'summary.md']) expect(read(file), file).toMatch(told);
  });

  it('is refused where nobody knows what the judge costs', async () => {
    const folder = await scenarioFolder({
      endpoint: 'live',
      budget: { run: 1 },
      judge: {
        target: { kind: 'bedrock-converse', model: 'nobody.made-this-v1:0' },
        criteria: ['correctness'],
      },
    });
    await expect(runInProcess(folder)).rejects.toThrow(
      'budget.run cannot be kept: no price is known for the judge.',
    );
  });
});
