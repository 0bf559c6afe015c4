import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RunResult } from '../../src/report/result.ts';
import type { Fault } from '../../src/scenario/emulator-settings.ts';
import { proofload, scenarioFolder } from './command.ts';

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
async function billed(
  scenario: Readonly<Record<string, unknown>>,
  { faults = [], workers = 1 }: { faults?: readonly Fault[]; workers?: number },
) {
  emulator = await startEmulator({ settings: { profiles, quotas: {}, faults }, seed: 5 });
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
  const { code, stderr } = await proofload(folder, words);
  const [id = ''] = readdirSync(join(folder, 'reports'));
  const text = readFileSync(join(folder, 'reports', id, 'result.json'), 'utf8');
  const log = emulator.log();
  return {
    code,
    stderr,
    log,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- proofload wrote it
    result: JSON.parse(text) as RunResult,
    dollars: log.reduce(
      (sum, { inputTokens, outputTokens }) =>
        sum + (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
      0,
    ),
  };
}

const always = (kind: Fault['kind'], probability = 1): readonly Fault[] => [{ kind, probability }];
const rate = (perSecond: number) => ({
  vus: undefined,
  duration: undefined,
  scenarios: {
    open: {
      executor: 'constant-arrival-rate',
      rate: perSecond,
      duration: '20s',
      preAllocatedVUs: 200,
    },
  },
});
const users = { executor: 'constant-vus', vus: 100, duration: '20s' };

/** A request costs $0.0015 and may cost twice that. */
const PATTERNS: readonly [
  name: string,
  cap: number,
  /** How much of the cap is used at least, by the emulator's log or as what may have been billed. */
  used: number,
  scenario: Readonly<Record<string, unknown>>,
  more?: Parameters<typeof billed>[1],
][] = [
  ['200 users', 0.05, 0.8, { vus: 200 }],
  ['200 users and room for two requests', 0.006, 0.4, { vus: 200 }],
  ['200 users after a warm-up', 0.05, 0.8, { vus: 200, warmup: { iterations: 5 } }],
  ['100 arrivals a second', 0.05, 0.8, rate(100)],
  ['20 arrivals a second', 0.03, 0.8, rate(20)],
  ['two workers of 100 users each', 0.05, 0.6, { vus: 200 }, { workers: 2 }],
  [
    'retries of streams that mostly fail',
    0.05,
    0.6,
    { vus: 20, retry: { maxAttempts: 4, base: '10ms', cap: '20ms' } },
    { faults: always('mid-stream-exception', 0.8) },
  ],
  [
    'answers that all time out',
    0.05,
    0.8,
    {
      vus: 20,
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours', timeout: '100ms' },
    },
  ],
  [
    'two loads of one model',
    0.05,
    0.8,
    { vus: undefined, duration: undefined, scenarios: { one: users, other: users } },
  ],
  [
    'streams that all fail midway',
    0.05,
    0.8,
    { vus: 20 },
    { faults: always('mid-stream-exception') },
  ],
  [
    'streams that all end without usage',
    0.05,
    0.8,
    { vus: 20 },
    { faults: always('clean-early-end') },
  ],
  [
    'connections that are reset',
    0.05,
    0.6,
    { vus: 20, retry: { maxAttempts: 3, base: '10ms', cap: '20ms' } },
    { faults: always('reset', 0.7) },
  ],
];

describe('the spend cap of a run', () => {
  it.each(PATTERNS)(
    'is kept, and used, by the emulator’s own log: %s',
    async (_, cap, used, scenario, more = {}) => {
      const { code, dollars, result } = await billed({ budget: { run: cap }, ...scenario }, more);
      expect(code).toBe(96);
      expect(result.stopped).toBe('budget');
      expect(dollars).toBeGreaterThan(0);
      expect(dollars).toBeLessThanOrEqual(cap);
      const told = result.spentAtMost ?? Number(result.spent);
      expect(told).toBeLessThanOrEqual(cap * (1 + 1e-9));
      expect(told).toBeGreaterThanOrEqual(Math.max(dollars, used * cap) * (1 - 1e-9));
    },
    30_000,
  );

  it('counts the judge, who stops where there is no room for a call', async () => {
    const cap = 0.06;
    const { code, dollars, result, log } = await billed(
      {
        vus: 4,
        duration: undefined,
        iterations: 12,
        budget: { run: cap },
        judge: {
          target: { kind: 'bedrock-converse', model: JUDGE, price: 'ours' },
          criteria: ['correctness', 'faithfulness'],
          sample: 12,
        },
      },
      {},
    );
    expect(code).toBe(0);
    expect(dollars).toBeLessThanOrEqual(cap);
    const judged = log.filter(({ model }) => model === JUDGE).length;
    expect(judged).toBeGreaterThan(0);
    expect(judged).toBeLessThan(12);
    expect(result.judge?.account?.notJudged).toEqual([
      { why: expect.stringContaining('spend cap') as string, count: 12 - judged },
    ]);
    expect(result.headline).toContain(`The judge scored ${judged} of 12 answers`);
    expect(result.spentAtMost ?? result.spent).toBeLessThanOrEqual(cap);
  }, 30_000);
});
