import { describe, expect, it } from 'vitest';
import type { Query } from '../../src/dataset/query/query.ts';
import type { ArrivalRecord } from '../../src/runner/request/arrival-record.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import type { RunOptions } from '../../src/runner/run-options.ts';
import { joinedEnd, run, type RunEnd } from '../../src/runner/run.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import type { ScenarioInput } from '../../src/scenario/scenario-input.ts';
import { scenarioSchema } from '../../src/scenario/scenario-schema.ts';
import type { Shard } from '../../src/schedule/shard.ts';
import { FakeClock } from '../../src/time/fake-clock.ts';
import { ScriptedTarget } from './scripted-target.ts';

function query(i: number): Query {
  return {
    id: `q${i}`,
    messages: [{ role: 'user', text: 'What?' }],
    maxTokens: 10,
    context: [],
    tags: {},
    row: {},
    at: i * 100,
  };
}

const sixQueries = Array.from({ length: 6 }, (_, i) => query(i));

async function stopAt(at: number, clock: FakeClock, stop: StopController): Promise<void> {
  await clock.sleepUntil(at);
  stop.drain('signal');
  stop.abort();
}

function waitFor(at: number, clock: FakeClock): () => Promise<number> {
  return async () => {
    await clock.sleepUntil(at - 1);
    return at;
  };
}

interface Night {
  readonly end: RunEnd;
  readonly records: ArrivalRecord[];
  readonly target: ScriptedTarget;
}

async function night(
  load: Partial<ScenarioInput>,
  script: ConstructorParameters<typeof ScriptedTarget>[1],
  options: {
    abortAt?: number;
    signalAt?: number;
    shard?: Shard;
    start?: number;
    queries?: readonly Query[];
    lead?: number;
    rentPerHour?: number;
    atLeast?: number;
    /** US dollars that a query may cost at most. */
    most?: number;
  } = {},
): Promise<Night> {
  const scenario = resolveScenario(
    scenarioSchema.parse({
      dataset: 'q.csv',
      target: { kind: 'bedrock-converse', model: 'm', timeout: '10s' },
      ...load,
    }),
    '/night.ts',
  );
  const clock = new FakeClock();
  const stop = new StopController();
  const records: ArrivalRecord[] = [];
  const target = new ScriptedTarget('target', script, options.lead);
  if (options.signalAt !== undefined) {
    void stopAt(options.signalAt, clock, stop);
  }
  const end = await clock.runUntil(
    run(scenario, {
      runId: 'night',
      queries: options.queries ?? sixQueries,
      canaries: new Map(),
      targets: new Map([['target', target]]),
      clock,
      stop,
      price: (_, arrival) =>
        options.atLeast === undefined ? (arrival.outcome === 'ok' ? 0.01 : 0) : undefined,
      priceAtLeast: () => options.atLeast ?? 0,
      priceAtMost: mostly(options.most ?? 0.01),
      ...(options.rentPerHour === undefined ? {} : { rentPerHour: options.rentPerHour }),
      onSend: () => undefined,
      onRecord: (record) => records.push(record),
      shouldAbort: (elapsed) => options.abortAt !== undefined && elapsed >= options.abortAt,
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      ...(options.start === undefined ? {} : { start: waitFor(options.start, clock) }),
    }),
  );
  return { end, records, target };
}

/** Answers cost a cent; what a failure costs is not known, but where it was turned away. */
function mostly(most: number): NonNullable<RunOptions['priceAtMost']> {
  const FREE = new Set(['throttled', 'server_error', 'dropped']);
  return {
    query: () => ({ once: most, again: most, refused: 0 }),
    arrival: (_, { attempts }) =>
      attempts.reduce(
        (sum, { outcome }) => sum + (outcome === 'ok' ? 0.01 : FREE.has(outcome) ? 0 : most),
        0,
      ),
  };
}

describe('a spend cap of a run', () => {
  const cost = ({ records }: Night): number =>
    records.reduce(
      (sum, { sample }) => sum + (sample.costAtMostUsd ?? sample.costUsd ?? Number.NaN),
      0,
    );

  it('holds the most of each request from the first one on, and is used as far as it goes', async () => {
    // A tenth of what is held is spent.
    const users = await night(
      { vus: 200, duration: '60s', budget: { run: 0.5 } },
      () => ({ takes: 400 }),
      { most: 0.1 },
    );
    expect(users.end.stopped).toBe('budget');
    // The first one went alone; then five may be in flight, less what it spent.
    expect(users.target.mostInFlight).toBe(4);
    expect(cost(users)).toBeGreaterThan(0.4);
    expect(cost(users)).toBeLessThanOrEqual(0.5 + 1e-9);
    expect(users.end.heldBack?.waited).toBeGreaterThan(30);
  });

  it('drops what is due by the schedule and has no room, rather than let it wait for our own cap', async () => {
    const arrivals = await night(
      {
        scenarios: {
          open: {
            executor: 'constant-arrival-rate',
            rate: 20,
            duration: '60s',
            preAllocatedVUs: 50,
          },
        },
        budget: { run: 0.5 },
      },
      () => ({ takes: 1000 }),
      { most: 0.1 },
    );
    expect(arrivals.end.stopped).toBe('budget');
    expect(cost(arrivals)).toBeGreaterThan(0.4);
    expect(cost(arrivals)).toBeLessThanOrEqual(0.5 + 1e-9);
    const dropped = arrivals.records.filter(({ sample }) => sample.outcome === 'dropped');
    expect(arrivals.end.heldBack).toEqual({ waited: 0, dropped: dropped.length, unrepeated: 0 });
    expect(dropped[0]?.sample).toMatchObject({ error: { name: 'SpendCap' }, costUsd: 0 });
    for (const { sample } of arrivals.records) expect(sample).not.toHaveProperty('freed');
  });

  it('takes what is unknown for the most it may cost', async () => {
    const cut = await night(
      { vus: 3, duration: '60s', budget: { run: 0.55 } },
      () => ({ takes: 400, outcome: 'incomplete' }),
      { most: 0.1, atLeast: 0.001 },
    );
    expect(cut.end.stopped).toBe('budget');
    expect(cut.records).toHaveLength(5);
    expect(cut.records[0]?.sample).toMatchObject({ costAtLeastUsd: 0.001, costAtMostUsd: 0.1 });
  });

  const retry = { maxAttempts: 4, base: '10ms', cap: '100ms' };

  it('holds the most of each retry too, and leaves out those that have no room', async () => {
    const again = await night(
      { vus: 1, duration: '60s', budget: { run: 0.55 }, retry },
      () => ({ takes: 400, outcome: 'incomplete' }),
      { most: 0.1 },
    );
    expect(again.end.stopped).toBe('budget');
    expect(again.records.map(({ sample }) => sample.attempts.length)).toEqual([4, 1]);
    expect(again.end.heldBack).toEqual({ waited: 0, dropped: 0, unrepeated: 1 });
  });

  it('needs no more room to retry what the service turned away', async () => {
    const again = await night(
      { vus: 1, iterations: 1, budget: { run: 0.1 }, retry },
      (_, n) => ({ takes: 10, outcome: n < 3 ? 'throttled' : 'ok' }),
      { most: 0.1 },
    );
    expect(again.end).not.toHaveProperty('stopped');
    expect(again.records[0]?.sample.attempts).toHaveLength(4);
  });

  it('counts what warms up', async () => {
    const warm = await night(
      { vus: 1, duration: '60s', budget: { run: 0.1 }, warmup: { iterations: 30 } },
      () => ({ takes: 10 }),
    );
    expect(warm.end.stopped).toBe('budget');
    expect(cost(warm)).toBeLessThanOrEqual(0.1 + 1e-9);
    expect(warm.records.every(({ sample }) => sample.phase === 'warmup')).toBe(true);
  });

  it('ends a run whose first request may cost more than all of it, before anything is sent', async () => {
    const { end, target } = await night(
      { vus: 5, duration: '60s', budget: { run: 0.05 } },
      () => ({ takes: 10 }),
      { most: 0.1 },
    );
    expect(end.stopped).toBe('budget');
    expect(target.armed).toBe(0);
  });
});

describe('a run, before its load,', () => {
  const open = {
    executor: 'constant-arrival-rate' as const,
    rate: 10,
    duration: '1s',
    preAllocatedVUs: 6,
    maxVUs: 50,
  };
  const users = { executor: 'constant-vus' as const, vus: 5, duration: '1s' };

  it.each<[string, NonNullable<ScenarioInput['scenarios']>, Shard | undefined, number]>([
    ['as its users', { users }, undefined, 5],
    ['as are allocated ahead in an open loop', { open }, undefined, 6],
    ['as all its loads have', { users, open }, undefined, 11],
    ['as the shard has', { users, open }, { index: 1, of: 2 }, 5],
    [
      'but none for a load that starts much later',
      { users: { ...users, startTime: '60s' } },
      undefined,
      0,
    ],
  ])('opens as many connections %s', async (_, scenarios, shard, count) => {
    const options = shard === undefined ? {} : { shard };
    const { target } = await night(
      { scenarios, warmup: { iterations: 2 } },
      () => ({ takes: 10 }),
      options,
    );
    expect(target.preconnected).toEqual([{ count, asked: shard === undefined ? 2 : 1 }]);
  });
});

const steady = {
  executor: 'constant-arrival-rate' as const,
  rate: 10,
  duration: '2s',
  preAllocatedVUs: 100,
};

describe('a run in an open loop', () => {
  it('sends every arrival at its due time, however slow the answers', async () => {
    const { records, end } = await night({ scenarios: { steady } }, () => ({ takes: 5000 }));
    expect(records).toHaveLength(20);
    expect(records.map(({ sample }) => sample.stamps.sent)).toEqual(
      records.map(({ sample }) => sample.due),
    );
    expect(records.map(({ sample }) => sample.due)).toEqual(
      Array.from({ length: 20 }, (_, k) => k * 100),
    );
    expect(end.duration).toBe(6900);
  });

  it('arms each request before its due time, and withdraws what a stop finds armed', async () => {
    const { records, target } = await night({ scenarios: { steady } }, () => ({ takes: 10 }), {
      signalAt: 985,
    });
    expect(target.armed).toBe(11);
    expect(records).toHaveLength(10);
    expect(records.every(({ sample }) => sample.outcome === 'ok')).toBe(true);
  });

  it('hands a query over earlier to a target that takes longer to be ready', async () => {
    const { records, target } = await night({ scenarios: { steady } }, () => ({ takes: 10 }), {
      signalAt: 970,
      lead: 500,
    });
    expect(target.armed).toBe(15);
    expect(records.map(({ sample }) => sample.stamps.sent)).toEqual(
      records.map(({ sample }) => sample.due),
    );
  });

  it('lets an arrival wait for a slot and counts the wait from due', async () => {
    const { records, target } = await night(
      { scenarios: { steady: { ...steady, preAllocatedVUs: 1 } } },
      () => ({ takes: 200 }),
    );
    expect(target.mostInFlight).toBe(1);
    const last = records.at(-1)?.sample;
    expect(last?.due).toBe(1900);
    expect(last?.stamps.sent).toBe(3800);
    expect(last?.outcome).toBe('ok');
  });

  it('notes when the slot came free for each arrival that waited, and for no other', async () => {
    const { records } = await night(
      { scenarios: { steady: { ...steady, preAllocatedVUs: 1 } } },
      () => ({ takes: 200 }),
    );
    const [first, ...others] = records.map(({ sample }) => sample);
    expect(first?.freed).toBeUndefined();
    expect(others.map(({ freed }) => freed)).toEqual(others.map(({ stamps }) => stamps.sent));
    const { records: unhindered } = await night({ scenarios: { steady } }, () => ({ takes: 200 }));
    expect(unhindered.every(({ sample }) => sample.freed === undefined)).toBe(true);
  });

  it('notes of what was given up in the queue when that was', async () => {
    const { records } = await night(
      { scenarios: { steady: { ...steady, preAllocatedVUs: 1, gracefulStop: '1s' } } },
      () => ({ takes: 900 }),
    );
    const given = records.filter(({ sample }) => sample.outcome === 'dropped');
    expect(given.length).toBeGreaterThan(10);
    expect(given.every(({ sample }) => (sample.freed ?? 0) > sample.due)).toBe(true);
  });

  it('drops what finds no slot when told to, and records each drop', async () => {
    const { records } = await night(
      { scenarios: { steady: { ...steady, preAllocatedVUs: 1, onSaturation: 'drop' } } },
      () => ({ takes: 250 }),
    );
    const outcomes = records.map(({ sample }) => sample.outcome);
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'dropped')).toHaveLength(13);
  });

  it('cuts what still runs after the graceful stop, and keeps it as interrupted', async () => {
    const { records, end } = await night(
      { scenarios: { steady: { ...steady, gracefulStop: '1s' } } },
      (_, n) => ({ takes: n === 19 ? 60_000 : 10 }),
    );
    expect(records.at(-1)?.sample).toMatchObject({ index: 19, outcome: 'interrupted', end: 3000 });
    expect(end.duration).toBe(3000);
  });

  it('replays the trace’s own times', async () => {
    const { records } = await night(
      { scenarios: { trace: { executor: 'replay', speed: 2, preAllocatedVUs: 9 } } },
      () => ({ takes: 1 }),
    );
    expect(records.map(({ sample }) => [sample.queryId, sample.due])).toEqual(
      sixQueries.map(({ id }, i) => [id, i * 50]),
    );
  });
});

describe('a run in a closed loop', () => {
  it('shares iterations among its users, each asking when the last answer ended', async () => {
    const { records, target, end } = await night({ vus: 3, iterations: 12 }, () => ({
      takes: 100,
    }));
    expect(records).toHaveLength(12);
    expect(target.mostInFlight).toBe(3);
    expect(end.duration).toBe(400);
    expect(records.every(({ sample }) => sample.due === sample.stamps.sent)).toBe(true);
  });

  it('asks each query equally often', async () => {
    const { target } = await night({ vus: 2, iterations: 18 }, () => ({ takes: 10 }));
    const counts = sixQueries.map(
      ({ id }) => target.asked.filter((query) => query.id === id).length,
    );
    expect(counts).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('counts shared iterations that found no time apart: they are no samples', async () => {
    const { records, end } = await night(
      {
        scenarios: {
          some: { executor: 'shared-iterations', vus: 2, iterations: 9, maxDuration: '1s' },
        },
      },
      () => ({ takes: 400 }),
    );
    expect(records.map(({ sample }) => sample.outcome)).toEqual(Array(6).fill('ok'));
    expect(end).toEqual({ duration: 1200, rented: 1200, unstarted: { some: 3 } });
  });

  it('counts those of each user, where each has its own', async () => {
    const { records, end } = await night(
      {
        scenarios: {
          own: { executor: 'per-vu-iterations', vus: 2, iterations: 4, maxDuration: '1s' },
          all: { executor: 'per-vu-iterations', vus: 1, iterations: 2, maxDuration: '1s' },
        },
      },
      () => ({ takes: 400 }),
    );
    expect(records).toHaveLength(8);
    expect(end.unstarted).toEqual({ own: 2 });
  });

  it.each<[string, Partial<ScenarioInput>, Parameters<typeof night>[2]]>([
    ['a signal', {}, { signalAt: 900 }],
    ['a threshold', {}, { abortAt: 1000 }],
    ['the budget', { budget: { run: 0.05 } }, {}],
  ])('counts what %s left no time for, and drops none of it', async (_, more, options) => {
    const some = { executor: 'shared-iterations', vus: 2, iterations: 50 } as const;
    const { records, end } = await night(
      { scenarios: { some }, ...more },
      () => ({ takes: 400 }),
      options,
    );
    expect(records.map(({ sample }) => sample.outcome)).not.toContain('dropped');
    expect(end.unstarted).toEqual({ some: 50 - records.length });
  });

  it('ramps users up and down', async () => {
    const { target, end } = await night(
      {
        scenarios: {
          ramp: {
            executor: 'ramping-vus',
            startVUs: 0,
            stages: [
              { duration: '4s', target: 4 },
              { duration: '4s', target: 0 },
            ],
          },
        },
      },
      () => ({ takes: 100 }),
    );
    expect(target.mostInFlight).toBe(4);
    expect(end.duration).toBeLessThanOrEqual(8100);
  });
});

describe('a run', () => {
  it('tries again under its retry policy and keeps every attempt', async () => {
    const { records } = await night(
      { iterations: 1, retry: { maxAttempts: 3, base: '100ms' } },
      (_, n) => ({ takes: 10, outcome: n < 2 ? 'throttled' : 'ok' }),
    );
    expect(records).toHaveLength(1);
    expect(records[0]?.sample.outcome).toBe('ok');
    expect(records[0]?.sample.attempts.map(({ outcome }) => outcome)).toEqual([
      'throttled',
      'throttled',
      'ok',
    ]);
    expect(records[0]?.sample.costUsd).toBeCloseTo(0.01);
  });

  it('never tries again what was refused for good', async () => {
    const { target } = await night({ iterations: 1, retry: { maxAttempts: 5 } }, () => ({
      takes: 10,
      outcome: 'refused_request',
    }));
    expect(target.asked).toHaveLength(1);
  });

  it('gives an attempt up at the time limit', async () => {
    const { records } = await night({ iterations: 1 }, () => ({ takes: 99_000 }));
    expect(records[0]?.sample).toMatchObject({ outcome: 'timeout', end: 10_000 });
  });

  describe('with a target at no instances', () => {
    const load = { iterations: 2, warmup: { iterations: 1, untilReady: '5m' } };
    const wakes = (n: number) =>
      n < 200 ? { takes: 250, outcome: 'server_error' as const } : { takes: 250 };

    it('asks until it answers, then warms up and measures as ever', async () => {
      const { records } = await night(load, (_, n) => wakes(n));
      const [tries, rest] = [records.slice(0, 201), records.slice(201)];
      expect(new Set(tries.map(({ sample }) => sample.scenario))).toEqual(new Set(['cold-start']));
      expect(new Set(tries.map(({ sample }) => sample.phase))).toEqual(new Set(['warmup']));
      expect(tries.map(({ sample }) => sample.index)).toEqual(tries.map((_, n) => n));
      expect(tries.at(-1)?.sample).toMatchObject({ outcome: 'ok', end: 200 * 1250 + 250 });
      expect(rest.map(({ sample }) => sample.phase)).toEqual(['warmup', 'measured', 'measured']);
      expect(rest[1]?.sample.due).toBe(0);
    });

    it('is a Problem when its patience ends first', async () => {
      const asking = night(load, () => ({ takes: 250, outcome: 'server_error' }));
      await expect(asking).rejects.toThrow(
        'The target "target" did not answer within 5m (server_error). Raise warmup.untilReady, or look at what scales it.',
      );
    });

    it('waits for nothing that time does not mend, and lets the load tell', async () => {
      const { records } = await night(load, () => ({ takes: 250, outcome: 'refused_request' }));
      expect(records.map(({ sample }) => sample.scenario)).toEqual([
        'cold-start',
        'warmup',
        'default',
        'default',
      ]);
    });

    it('ends when the run is ended', async () => {
      const sleepy = () => ({ takes: 250, outcome: 'server_error' as const });
      const { end } = await night(load, sleepy, { signalAt: 10_000 });
      expect(end.stopped).toBe('signal');
    });
  });

  it('keeps warm-up requests apart', async () => {
    const { records } = await night({ iterations: 4, warmup: { iterations: 2 } }, () => ({
      takes: 50,
    }));
    expect(records.map(({ sample }) => sample.phase)).toEqual([
      'warmup',
      'warmup',
      'measured',
      'measured',
      'measured',
      'measured',
    ]);
    expect(records[2]?.sample.due).toBe(0);
  });

  it('counts rented machines in its budget, from the warm-up on', async () => {
    // $0.01 a second beside $0.01 an answer, of which the first warms up, and each may take two seconds.
    const { end, records } = await night(
      {
        target: { kind: 'bedrock-converse', model: 'm', timeout: '2s' },
        vus: 1,
        duration: '60s',
        budget: { run: 0.1 },
        warmup: { iterations: 1 },
      },
      () => ({ takes: 1000 }),
      { rentPerHour: 36 },
    );
    expect(end.stopped).toBe('budget');
    expect(records).toHaveLength(4);
    expect(end.rented).toBe(end.duration + 1000);
  });

  it('ends when its rented machines use up the budget between two requests', async () => {
    const { end, records } = await night(
      {
        scenarios: {
          rare: {
            executor: 'constant-arrival-rate',
            rate: 1,
            timeUnit: '1m',
            duration: '10m',
            preAllocatedVUs: 1,
          },
        },
        target: { kind: 'bedrock-converse', model: 'm', timeout: '2s' },
        budget: { run: 0.1 },
      },
      () => ({ takes: 10 }),
      { rentPerHour: 36 },
    );
    // A cent for the request, and nine for as many seconds: another would pass the budget.
    expect(end).toMatchObject({ stopped: 'budget', rented: 9000 });
    expect(records).toHaveLength(1);
  });

  it('never passes its budget by machines that are rented while requests are in flight', async () => {
    // $0.2 for one answer and $0.02 a second for all of its 30: nothing else has room.
    const { end, records } = await night(
      {
        target: { kind: 'bedrock-converse', model: 'm', timeout: '30s' },
        vus: 4,
        duration: '60s',
        budget: { run: 0.8 },
      },
      () => ({ takes: 29_000 }),
      { rentPerHour: 72, most: 0.2 },
    );
    expect(end.stopped).toBe('budget');
    expect(records).toHaveLength(1);
    expect(0.02 * (end.rented / 1000) + 0.01).toBeLessThanOrEqual(0.8);
  });

  it('spends what an answer of unknown cost is known to cost at least', async () => {
    const { end, records } = await night(
      { vus: 1, duration: '60s', budget: { run: 0.055 } },
      () => ({ takes: 1000 }),
      { atLeast: 0.01 },
    );
    expect(end.stopped).toBe('budget');
    expect(records.map(({ sample }) => sample)).toEqual(
      records.map(() => expect.objectContaining({ costAtLeastUsd: 0.01 }) as unknown),
    );
    expect(records).toHaveLength(5);
    expect(records[0]?.sample).not.toHaveProperty('costUsd');
  });

  it('stops before it spends more than its budget', async () => {
    const { end, records } = await night(
      { vus: 1, duration: '60s', budget: { run: 0.055 } },
      () => ({ takes: 100 }),
    );
    expect(end.stopped).toBe('budget');
    expect(records).toHaveLength(5);
  });

  it('stops when a threshold can no longer recover', async () => {
    const { end } = await night({ vus: 1, duration: '60s' }, () => ({ takes: 100 }), {
      abortAt: 3000,
    });
    expect(end).toEqual({ duration: 3000, rented: 3000, stopped: 'threshold' });
  });

  it('ends on a signal with what was running recorded as interrupted', async () => {
    const { end, records } = await night({ vus: 2, duration: '60s' }, () => ({ takes: 400 }), {
      signalAt: 1000,
    });
    expect(end).toEqual({ duration: 1000, rented: 1000, stopped: 'signal' });
    expect(records.map(({ sample }) => sample.outcome)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'interrupted',
      'interrupted',
    ]);
  });

  it('is the same twice under one seed, and another under another', async () => {
    const poisson = { scenarios: { steady: { ...steady, arrival: 'poisson' as const } } };
    const dues = async (seed: number): Promise<number[]> => {
      const { records } = await night({ ...poisson, seed }, () => ({ takes: 10 }));
      return records.map(({ sample }) => sample.due);
    };
    expect(await dues(1)).toEqual(await dues(1));
    expect(await dues(1)).not.toEqual(await dues(2));
  });
});

describe('the shards of a run', () => {
  const trace = { executor: 'replay', speed: 2, preAllocatedVUs: 9 } as const;
  const ramp = {
    executor: 'ramping-arrival-rate' as const,
    startRate: 1,
    stages: [{ duration: '3s', target: 12 }],
    preAllocatedVUs: 30,
    arrival: 'gamma' as const,
    cv: 2,
  };
  const shared = { executor: 'shared-iterations', vus: 5, iterations: 23 } as const;
  const own = { executor: 'per-vu-iterations', vus: 5, iterations: 3 } as const;
  const lone = { executor: 'shared-iterations', vus: 1, iterations: 7 } as const;

  it.each([
    ['a constant rate', { steady }, 2],
    ['a ramping rate in bursts', { ramp }, 3],
    ['a trace', { trace }, 4],
    ['shared iterations', { shared }, 2],
    ['iterations of each user', { own }, 3],
    ['more shards than users', { lone }, 4],
    ['several loads', { steady, shared, own }, 3],
  ])('send together what one sends alone: %s', async (_, scenarios, of) => {
    const sent = async (shard?: Shard) => {
      const options = shard === undefined ? {} : { shard };
      const { records } = await night({ scenarios, seed: 5 }, () => ({ takes: 40 }), options);
      return records.map(({ sample }) => ({
        load: sample.scenario,
        index: sample.index,
        queryId: sample.queryId,
        ...(sample.scenario in { steady, ramp, trace } ? { due: sample.due } : {}),
      }));
    };
    const parts: Awaited<ReturnType<typeof sent>>[] = [];
    for (let index = 0; index < of; index++) parts.push(await sent({ index, of }));
    const inOrder = (arrivals: Awaited<ReturnType<typeof sent>>) =>
      arrivals.toSorted((a, b) => a.load.localeCompare(b.load) || a.index - b.index);
    expect(inOrder(parts.flat())).toEqual(inOrder(await sent()));
  });

  it('have no time for as many iterations together as one alone', async () => {
    const starved = { ...shared, maxDuration: '100ms' };
    const parts = await Promise.all(
      [0, 1].map((index) =>
        night({ scenarios: { starved } }, () => ({ takes: 40 }), { shard: { index, of: 2 } }),
      ),
    );
    const end = joinedEnd(
      parts.map((part) => part.end),
      undefined,
    );
    const sent = parts.flatMap(({ records }) => records);
    expect(end).toEqual({
      duration: 120,
      rented: 120,
      unstarted: { starved: shared.iterations - sent.length },
    });
    const alone = await night({ scenarios: { starved } }, () => ({ takes: 40 }));
    expect(end).toEqual(alone.end);
  });

  it('keep for each AWS SDK client that it fell back, where it did in any of them', () => {
    const fallback = { reason: 'shape', detail: 'no schema' } as const;
    const part = { duration: 1, rented: 1 };
    const [fast, fell] = [{ client: 'LambdaClient' }, { client: 'LambdaClient', fallback }];
    for (const facts of [
      [fast, fell],
      [fell, fast],
    ]) {
      const ends = facts.map((fact) => ({ ...part, sdkFastPaths: { answerer: [fact] } }));
      expect(joinedEnd(ends, undefined)).toEqual({ ...part, sdkFastPaths: { answerer: [fell] } });
    }
  });

  it('have all users of a closed loop by time, each in one shard', async () => {
    const loads = { vus: 5, duration: '2s' } as const;
    const parts = await Promise.all(
      [0, 1].map((index) => night(loads, () => ({ takes: 100 }), { shard: { index, of: 2 } })),
    );
    expect(parts.map(({ target }) => target.mostInFlight)).toEqual([3, 2]);
    const indices = parts.flatMap(({ records }) => records.map(({ sample }) => sample.index));
    expect(new Set(indices).size).toBe(100);
  });

  it('divide the slots of an open loop', async () => {
    const loads = { scenarios: { steady: { ...steady, preAllocatedVUs: 3 } } };
    const parts = await Promise.all(
      [0, 1].map((index) => night(loads, () => ({ takes: 9000 }), { shard: { index, of: 2 } })),
    );
    expect(parts.map(({ target }) => target.mostInFlight)).toEqual([2, 1]);
  });

  it('divide the budget, and warm up together as often as one alone', async () => {
    const loads = { vus: 2, duration: '60s', budget: { run: 0.101 }, warmup: { iterations: 2 } };
    const parts = await Promise.all(
      [0, 1].map((index) => night(loads, () => ({ takes: 100 }), { shard: { index, of: 2 } })),
    );
    expect(parts.map(({ end }) => end.stopped)).toEqual(['budget', 'budget']);
    const records = parts.flatMap((part) => part.records);
    expect(records).toHaveLength(10);
    const warm = records.filter(({ sample }) => sample.phase === 'warmup');
    expect(warm.map(({ sample }) => sample.index)).toEqual([0, 1]);
  });

  it('warm up once each at least', async () => {
    const load = { vus: 3, iterations: 3, warmup: { iterations: 4 } };
    const indices = async (of: number): Promise<number[]> => {
      const parts = await Promise.all(
        Array.from({ length: of }, (_, index) =>
          night(load, () => ({ takes: 100 }), { shard: { index, of } }),
        ),
      );
      const warm = parts.flatMap(({ records }) =>
        records.filter(({ sample }) => sample.phase === 'warmup'),
      );
      return warm.map(({ sample }) => sample.index).toSorted((a, b) => a - b);
    };
    expect(await indices(1)).toEqual([0, 1, 2, 3]);
    expect(await indices(3)).toEqual([0, 1, 2, 3]);
    expect(await indices(6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('start at the instant they are given, and count from it', async () => {
    const { records, end } = await night({ scenarios: { steady } }, () => ({ takes: 10 }), {
      start: 5000,
    });
    expect(records[0]?.sample).toMatchObject({ due: 0, stamps: { sent: 0 }, end: 10 });
    expect(end.duration).toBe(1910);
  });
});

describe('the cache policy of a run', () => {
  const prompts = (asked: readonly Query[]) => asked.map(({ messages }) => messages[0]?.text ?? '');
  const load = { vus: 1, iterations: 12, warmup: { iterations: 2 } };

  it('sends prompts as they are where it is natural, and warms up no further', async () => {
    const { target } = await night(load, () => ({ takes: 10 }));
    expect(new Set(prompts(target.asked))).toEqual(new Set(['What?']));
    expect(target.asked).toHaveLength(14);
  });

  it('begins every request like no other where caches are to be bust, and records the row', async () => {
    const { target, records } = await night({ ...load, cache: 'bust' }, () => ({ takes: 10 }));
    const asked = prompts(target.asked);
    expect(asked.every((text) => /^\[[0-9a-f]{16}\] What\?$/.test(text))).toBe(true);
    expect(new Set(asked).size).toBe(14);
    expect(records.map(({ query }) => query.messages[0]?.text)).toEqual(asked.map(() => 'What?'));
  });

  it('busts alike in every process, so that shards ask what one process would', async () => {
    const cache = 'bust' as const;
    const script = () => ({ takes: 10 });
    const whole = await night({ iterations: 8, vus: 2, cache }, script);
    const parts = await Promise.all(
      [0, 1].map((index) =>
        night({ iterations: 8, vus: 2, cache }, script, { shard: { index, of: 2 } }),
      ),
    );
    const together = parts.flatMap(({ target }) => prompts(target.asked));
    expect(together.sort()).toEqual(prompts(whole.target.asked).sort());
  });

  it('asks each distinct prompt once before the load where caches are to be warmed', async () => {
    const distinct = ['a', 'b', 'a', 'c'].map((text, n) => ({
      ...query(n),
      messages: [{ role: 'user' as const, text }],
    }));
    const { records } = await night(
      { vus: 1, iterations: 1, cache: 'warmed' },
      () => ({ takes: 10 }),
      { queries: distinct },
    );
    const warmed = records.filter(({ sample }) => sample.phase === 'warmup');
    expect(warmed.map((record) => record.query.messages[0]?.text)).toEqual(['a', 'b', 'c']);
  });

  it('shares warming among processes, since the cache is the target’s', async () => {
    const distinct = [0, 1, 2, 3, 4].map((n) => ({
      ...query(n),
      messages: [{ role: 'user' as const, text: `${n}` }],
    }));
    const parts = await Promise.all(
      [0, 1].map((index) =>
        night({ vus: 2, iterations: 2, cache: 'warmed' }, () => ({ takes: 10 }), {
          shard: { index, of: 2 },
          queries: distinct,
        }),
      ),
    );
    const warmed = parts.map(({ records }) =>
      records.filter(({ sample }) => sample.phase === 'warmup').map(({ sample }) => sample.queryId),
    );
    expect(warmed).toEqual([
      ['q0', 'q2', 'q4'],
      ['q1', 'q3'],
    ]);
  });
});
