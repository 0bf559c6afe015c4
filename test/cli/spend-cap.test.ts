import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { judgeAnswers } from '../../src/cli/judging.ts';
import {
  openSession,
  priceArrival,
  priceArrivalAtLeast,
  priceAtMost,
  type Session,
} from '../../src/cli/session.ts';
import { setStage, type Stage } from '../../src/cli/stage.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { ServedRequest } from '../../src/emulator/served-request.ts';
import { joinedEnd, run, type RunEnd } from '../../src/runner/run.ts';
import { Stop } from '../../src/runner/stop.ts';
import { systemClock } from '../../src/sample/clock.ts';
import type { Fault } from '../../src/scenario/emulator-settings.ts';
import { loadScenario } from '../../src/scenario/file.ts';
import type { Shard } from '../../src/schedule/shard.ts';
import type { PooledProfile } from '../../src/serving/profile.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { scenarioFolder } from '../e2e/command.ts';

const MODEL = 'meta.llama3-1-8b-instruct-v1:0';
const JUDGE = 'meta.llama3-1-70b-instruct-v1:0';
/** US dollars a token, of the model and of the judge alike. */
const PRICE = { input: 5, output: 20 };

/** A service that answers in some 100 ms, so that nobody waits for the tests. */
const QUICK: PooledProfile = {
  mode: 'pooled',
  name: 'quick',
  provenance: { status: 'assumed', source: 'for tests' },
  quota: {},
  ttft: 30,
  ttftSigma: 0.1,
  perInputToken: 0,
  tokensPerSecond: 1000,
  speedSigma: 0.1,
  tailProbability: 0,
  tailFactor: 1,
};
const folder = mkdtempSync(join(tmpdir(), 'proofload-spend-cap-'));
const quick = join(folder, 'quick.json');
writeFileSync(quick, JSON.stringify(QUICK));
afterAll(() => rmSync(folder, { recursive: true }));
const profiles = { [MODEL]: quick, [JUDGE]: quick };

let emulator: Emulator | undefined;

afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

/** Runs a scenario, in as many shards, against an emulator of this process, whose log is the bill. */
async function billed(
  scenario: Readonly<Record<string, unknown>>,
  { faults = [], shards = 1 }: { faults?: readonly Fault[]; shards?: number },
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
  const read = await loadScenario(join(folder, 'scenario.json'));
  const stage = await setStage(read);
  const session = await openSession(read, stage);
  const stop = new Stop();
  const ends = await Promise.all(
    Array.from({ length: shards }, (_, index) => put(session, stage, stop, { index, of: shards })),
  );
  return { session, stage, end: joinedEnd(ends, stop.reason), log: emulator.log() };
}

async function put(session: Session, { wiring }: Stage, stop: Stop, shard: Shard): Promise<RunEnd> {
  const { scenario, dataset } = session;
  const targets = await Promise.all(
    Object.values(scenario.targets).map(
      async (spec) => [spec.name, await createTarget(spec, wiring)] as const,
    ),
  );
  try {
    return await run(scenario, {
      runId: 'capped',
      queries: dataset.queries,
      canaries: dataset.canaries,
      targets: new Map(targets),
      clock: systemClock,
      stop,
      shard,
      price: priceArrival(session),
      priceAtLeast: priceArrivalAtLeast(session),
      priceAtMost: priceAtMost(session),
      onSend: () => undefined,
      onRecord: (record) => session.take(record),
      shouldAbort: () => false,
    });
  } finally {
    await Promise.all(targets.map(([, target]) => target.close()));
  }
}

/** What the emulator would send a bill for, US dollars. */
function billOf(log: readonly ServedRequest[]): number {
  return log.reduce(
    (sum, { inputTokens, outputTokens }) =>
      sum + (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
    0,
  );
}

function spentAtMost({ ledgers }: Session): number {
  return [...ledgers.values()].reduce((sum, each) => sum + (each.spentAtMost ?? Number.NaN), 0);
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
  ['two shards of 100 users each', 0.05, 0.6, { vus: 200 }, { shards: 2 }],
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
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours', timeout: '40ms' },
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
      const { session, end, log } = await billed({ budget: { run: cap }, ...scenario }, more);
      expect(end.stopped).toBe('budget');
      expect(billOf(log)).toBeGreaterThan(0);
      expect(billOf(log)).toBeLessThanOrEqual(cap);
      const told = spentAtMost(session);
      expect(told).toBeLessThanOrEqual(cap * (1 + 1e-9));
      expect(told).toBeGreaterThanOrEqual(Math.max(billOf(log), used * cap) * (1 - 1e-9));
    },
    30_000,
  );

  it('counts the judge, who asks no more where there is no room for a call', async () => {
    const cap = 0.06;
    const { session, stage, end } = await billed(
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
    expect(end).not.toHaveProperty('stopped');
    const { rented } = end;
    const judging = await judgeAnswers(session, stage, {
      stop: new Stop(),
      onScore: () => undefined,
      rented,
    });
    const log = emulator?.log() ?? [];
    const judged = log.filter(({ model }) => model === JUDGE).length;
    expect(judged).toBeGreaterThan(0);
    expect(judged).toBeLessThan(12);
    expect(billOf(log)).toBeLessThanOrEqual(cap);
    expect(judging?.result.account?.notJudged).toEqual([
      { why: expect.stringContaining('spend cap') as string, count: 12 - judged },
    ]);
  }, 30_000);
});
