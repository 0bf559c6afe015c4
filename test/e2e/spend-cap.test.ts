import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { proofload, scenarioFolder } from './command.ts';
import { runDirectory } from './run-processes.ts';

const MODEL = 'meta.llama3-1-8b-instruct-v1:0';
/** US dollars per million tokens. */
const PRICE = { input: 5, output: 20 };
const profiles = { [MODEL]: 'llama-8b-h100' };

let emulator: Emulator | undefined;

afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

describe('the spend cap of proofload run', () => {
  it('is kept by two workers together, by the emulator’s own log, and exits with 96', async () => {
    const cap = 0.05;
    emulator = await startEmulator({ settings: { profiles, quotas: {}, faults: [] }, seed: 5 });
    const folder = await scenarioFolder({
      endpoint: emulator.url,
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours' },
      prices: [{ id: 'ours', ...PRICE, source: 'our contract', asOf: '2026-11-01' }],
      iterations: undefined,
      duration: '20s',
      warmup: { iterations: 0 },
      vus: 200,
      budget: { run: cap },
    });
    const words = ['run', 'scenario.json', '--quiet', '--workers', '2'];
    const { code } = await proofload(folder, words);
    const read = (name: string): string => readFileSync(join(runDirectory(folder), name), 'utf8');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
    const result = JSON.parse(read('result.json')) as RunResult;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
    const samples = read('samples.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample);
    const dollars = emulator
      .log()
      .reduce(
        (sum, { inputTokens, outputTokens }) =>
          sum + (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
        0,
      );
    expect(code).toBe(96);
    expect(dollars).toBeGreaterThan(0.3 * cap);
    expect(dollars).toBeLessThanOrEqual(cap);
    expect(samples.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)).toBeLessThanOrEqual(cap);
    // 200 were to be in flight, and twenty could be.
    expect(result).toMatchObject({ stopped: 'budget', validity: 'invalid' });
    expect(result.reasons.join(' ')).toMatch(
      /The next request may cost up to \$0\.00\d+, with all of its maxTokens, and \$0\.0\d+ was left/,
    );
    expect(result.validityReasons.join(' ')).toContain('The spend cap held back');
    expect(read('report.html')).toContain('The spend cap held back');
  }, 30_000);
});
