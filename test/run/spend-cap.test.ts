import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { ServedRequest } from '../../src/emulator/request/served-request.ts';
import { openEndpoint, type RunEndpoint } from '../../src/run/endpoint/endpoint.ts';
import { judgeAnswers, type Judging } from '../../src/run/judging/judging.ts';
import {
  priceArrival,
  priceArrivalAtLeast,
  priceAtMost,
} from '../../src/run/state/arrival-price.ts';
import { prepareRun } from '../../src/run/state/prepare-run.ts';
import type { RunState } from '../../src/run/state/run-state.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import { joinedEnd, run, type RunEnd } from '../../src/runner/run.ts';
import type { Fault } from '../../src/scenario/emulator/fault-schema.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import type { Shard } from '../../src/schedule/shard.ts';
import type { PooledProfile } from '../../src/serving/profiles/profile.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { systemClock } from '../../src/time/clock.ts';
import { scenarioFolder } from '../e2e/command.ts';

const MODEL = 'meta.llama3-1-8b-instruct-v1:0';
const JUDGE = 'meta.llama3-1-70b-instruct-v1:0';
/** US dollars per million tokens, of the model and of the judge alike. */
const PRICE = { input: 40, output: 160 };

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
  const runEndpoint = await openEndpoint(read);
  const state = await prepareRun(read, runEndpoint);
  const stop = new StopController();
  const ends = await Promise.all(
    Array.from({ length: shards }, (_, index) =>
      put(state, runEndpoint, stop, { index, of: shards }),
    ),
  );
  return { state, runEndpoint, end: joinedEnd(ends, stop.reason), log: emulator.log() };
}

async function put(
  state: RunState,
  { clientConfig }: RunEndpoint,
  stop: StopController,
  shard: Shard,
): Promise<RunEnd> {
  const { scenario, dataset } = state;
  const targets = await Promise.all(
    Object.values(scenario.targets).map(
      async (spec) => [spec.name, await createTarget(spec, clientConfig)] as const,
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
      price: priceArrival(state),
      priceAtLeast: priceArrivalAtLeast(state),
      priceAtMost: priceAtMost(state),
      onSend: () => undefined,
      onRecord: (record) => state.take(record),
      shouldAbort: () => false,
    });
  } finally {
    await Promise.all(targets.map(([, target]) => target.close()));
  }
}

/** What the emulator would send a bill for, US dollars. */
function billOf(log: readonly ServedRequest[]): number {
  return log.reduce(
    (sum, { model, inputTokens, outputTokens }) =>
      sum +
      (model === JUDGE ? judge.target.perRequest : 0) +
      (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6,
    0,
  );
}

/** Judging that nobody interrupts. */
const calm = (rented: number) => ({
  stop: new StopController(),
  onScore: () => undefined,
  rented,
});

/** What the judge cost at most, US dollars. */
function costOf({ result }: Judging): number {
  const { costUsd, costAtMostUsd } = result;
  return costAtMostUsd ?? (costUsd === 'unknown' ? Number.NaN : costUsd);
}

function spentAtMost({ ledgers }: RunState): number {
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

/** A pattern of load under a cap; each passed its cap, up to 58 times, when nothing was held before the first price. */
interface Pattern {
  readonly cap: number;
  /** How much of the cap is used at least, by the emulator's log or as what may have been billed. */
  readonly used: number;
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  readonly shards?: number;
  readonly isJudged?: true;
}

const judge = {
  target: { kind: 'bedrock-converse', model: JUDGE, price: 'ours', perRequest: 0.002 },
  criteria: ['correctness', 'faithfulness'],
  sample: 20,
};

/** A request costs some $0.012 and may cost twice that. */
const PATTERNS: Readonly<Record<string, Pattern>> = {
  '200 users': { cap: 0.5, used: 0.8, scenario: { vus: 200 } },
  '200 users, room for two requests': { cap: 0.05, used: 0.4, scenario: { vus: 200 } },
  '200 users after a warm-up of 5': {
    cap: 0.5,
    used: 0.8,
    scenario: { vus: 200, warmup: { iterations: 5 } },
  },
  '100 arrivals a second, 200 slots': { cap: 0.5, used: 0.8, scenario: rate(100) },
  '5 arrivals a second': { cap: 0.2, used: 0.8, scenario: rate(5) },
  'two shards of 100 users': { cap: 0.5, used: 0.6, scenario: { vus: 200 }, shards: 2 },
  'retries 4, 80 % mid-stream errors': {
    cap: 0.5,
    used: 0.6,
    scenario: { vus: 20, retry: { maxAttempts: 4, base: '10ms', cap: '20ms' } },
    faults: always('mid-stream-exception', 0.8),
  },
  'every answer cut by its time-out': {
    cap: 0.5,
    used: 0.8,
    scenario: {
      vus: 20,
      target: { kind: 'bedrock-converse', model: MODEL, price: 'ours', timeout: '40ms' },
    },
  },
  '20 answers and their judge': {
    cap: 0.8,
    used: 0.5,
    scenario: { vus: 4, duration: undefined, iterations: 20, judge },
    isJudged: true,
  },
  'two loads of one model': {
    cap: 0.5,
    used: 0.8,
    scenario: { vus: undefined, duration: undefined, scenarios: { one: users, other: users } },
  },
  'every stream fails midway': {
    cap: 0.5,
    used: 0.8,
    scenario: { vus: 20 },
    faults: always('mid-stream-exception'),
  },
  'every stream ends without usage': {
    cap: 0.5,
    used: 0.8,
    scenario: { vus: 20 },
    faults: always('clean-early-end'),
  },
  'connections reset, retries 3': {
    cap: 0.5,
    used: 0.6,
    scenario: { vus: 20, retry: { maxAttempts: 3, base: '10ms', cap: '20ms' } },
    faults: always('reset', 0.7),
  },
};

/** What each pattern came to, for whoever reads the test's output. */
const table: string[] = [];
afterAll(() => {
  const head = ['pattern'.padEnd(36), 'cap', '   billed', '   of cap'].join('  ');
  process.stdout.write(`\n${[head, ...table].join('\n')}\n`);
});

describe('the spend cap of a run', () => {
  it.each(Object.entries(PATTERNS))(
    'is kept, and used, by the emulator’s own log: %s',
    async (name, { cap, used, scenario, isJudged, ...more }) => {
      const { state, runEndpoint, end } = await billed({ budget: { run: cap }, ...scenario }, more);
      const { rented } = end;
      const judging = isJudged && (await judgeAnswers(state, runEndpoint, calm(rented)));
      const bill = billOf(emulator?.log() ?? []);
      table.push(
        `${name.padEnd(36)}  ${cap.toFixed(2)}  ${bill.toFixed(4).padStart(8)}  ${(bill / cap).toFixed(2).padStart(6)}`,
      );
      expect(end.stopped).toBe(isJudged ? undefined : 'budget');
      expect(bill).toBeGreaterThan(0);
      expect(bill).toBeLessThanOrEqual(cap);
      const told = spentAtMost(state) + (judging ? costOf(judging) : 0);
      expect(told).toBeLessThanOrEqual(cap * (1 + 1e-9));
      expect(told).toBeGreaterThanOrEqual(Math.max(bill, used * cap) * (1 - 1e-9));
    },
    30_000,
  );

  it('counts the judge, who asks no more where there is no room for a call', async () => {
    const cap = 0.4;
    const { state, runEndpoint, end } = await billed(
      {
        vus: 4,
        duration: undefined,
        iterations: 12,
        budget: { run: cap },
        judge: { ...judge, sample: 12 },
      },
      {},
    );
    expect(end).not.toHaveProperty('stopped');
    const judging = await judgeAnswers(state, runEndpoint, calm(end.rented));
    const log = emulator?.log() ?? [];
    const judged = log.filter(({ model }) => model === JUDGE).length;
    expect(judged).toBeGreaterThan(0);
    expect(judged).toBeLessThan(12);
    expect(billOf(log)).toBeLessThanOrEqual(cap);
    expect(judging?.result.account?.notJudged).toEqual([
      { why: expect.stringContaining('spend cap') as string, count: 12 - judged },
    ]);
  }, 30_000);

  it('tells a judge’s call that was cut as unknown, and counts it at its most', async () => {
    const { state, runEndpoint, end } = await billed(
      {
        vus: 4,
        duration: undefined,
        iterations: 4,
        budget: { run: 5 },
        judge: { ...judge, sample: 4, concurrency: 1 },
      },
      {},
    );
    const stop = new StopController();
    const asked = setInterval(() => {
      if (emulator?.log().some(({ model }) => model === JUDGE)) stop.abort();
    }, 1);
    const judging = await judgeAnswers(state, runEndpoint, { ...calm(end.rented), stop });
    clearInterval(asked);
    const { costUsd, costAtMostUsd } = judging?.result ?? {};
    expect(costUsd).toBe('unknown');
    expect(costAtMostUsd).toBeGreaterThan(judge.target.perRequest);
  }, 30_000);

  it('is kept where the service adds a hidden prompt of several times what was sent', async () => {
    // By its own words a request may cost some $0.02: 50 would fit, and be billed five times the cap.
    const { url, dollars, close } = await hiddenPrompt(2500);
    const cap = 1;
    await billed(
      {
        endpoint: 'live',
        vus: 200,
        budget: { run: cap },
        target: { kind: 'openai', url, model: 'm', stream: false, price: 'ours' },
      },
      {},
    );
    await close();
    expect(dollars()).toBeGreaterThan(0.6 * cap);
    expect(dollars()).toBeLessThanOrEqual(cap);
  }, 30_000);
});

/** A service that adds so many tokens to each prompt, and what it would send a bill for, US dollars. */
async function hiddenPrompt(tokens: number) {
  let served = 0;
  const usage = { prompt_tokens: tokens, completion_tokens: 10, total_tokens: tokens + 10 };
  const server = createServer((request, response) => {
    served++;
    request.resume();
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const choices = [{ message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
      response.end(JSON.stringify({ model: 'm', choices, usage }));
    }, 50);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    dollars: () => (served * (tokens * PRICE.input + 10 * PRICE.output)) / 1e6,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
