import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import type { ArrivalRecord } from '../../../src/runner/request/arrival-record.ts';
import { StopController } from '../../../src/runner/request/stop-controller.ts';
import { run } from '../../../src/runner/run.ts';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import type { ScenarioInput } from '../../../src/scenario/scenario-input.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';
import type { Shard } from '../../../src/schedule/shard.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';
import { ScriptedTarget } from '../scripted-target.ts';

/** Three sessions of 3, 1 and 2 turns. */
const queries: Query[] = [3, 1, 2].flatMap((turns, session) =>
  Array.from({ length: turns }, (_, scheduled) => ({
    id: `s${session}t${scheduled + 1}`,
    session: `s${session}`,
    turn: scheduled + 1,
    messages: [{ role: 'user' as const, text: `s${session}t${scheduled + 1}?` }],
    maxTokens: 10,
    context: [],
    reference: `reference ${scheduled + 1}`,
    tags: {},
    row: {},
    at: session * 1000,
  })),
);

type Sessions = NonNullable<Exclude<ScenarioInput['dataset'], string>['sessions']>;

async function evening(
  load: Partial<ScenarioInput>,
  options: {
    sessions?: Sessions;
    script?: ConstructorParameters<typeof ScriptedTarget>[1];
    shard?: Shard;
    stopAt?: number;
  } = {},
): Promise<{ records: ArrivalRecord[]; target: ScriptedTarget }> {
  const { sessions = { thinkTime: '2s' }, script = () => ({ takes: 1000 }), shard } = options;
  const scenario = resolveScenario(
    scenarioSchema.parse({
      dataset: { file: 'q.jsonl', order: 'sequential', sessions },
      target: { kind: 'bedrock-converse', model: 'm', timeout: '10s' },
      ...load,
    }),
    '/evening.ts',
  );
  const clock = new FakeClock();
  const stop = new StopController();
  const records: ArrivalRecord[] = [];
  const target = new ScriptedTarget('target', script);
  const { stopAt } = options;
  if (stopAt !== undefined) void clock.sleepUntil(stopAt).then(() => stop.drain('signal'));
  await clock.runUntil(
    run(scenario, {
      runId: 'evening',
      queries,
      canaries: new Map(),
      targets: new Map([['target', target]]),
      clock,
      stop,
      price: () => 0,
      onSend: () => undefined,
      onRecord: (record) => records.push(record),
      shouldAbort: () => false,
      ...(shard === undefined ? {} : { shard }),
    }),
  );
  return { records, target };
}

const arrivals = (rate: number, over: object = {}) => ({
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate' as const,
      rate,
      timeUnit: '10s',
      duration: '10s',
      preAllocatedVUs: 10,
      ...over,
    },
  },
});

function told(target: ScriptedTarget, id: string): string[] | undefined {
  return target.asked.find((query) => query.id === id)?.messages.map(({ text }) => text);
}

describe('conversations in an open loop', () => {
  it('begin with an arrival each, their later turns due a think time after the answer', async () => {
    const { records } = await evening(arrivals(2));
    const times = records.map(({ sample }) => [sample.queryId, sample.due, sample.stamps.sent]);
    expect(times).toEqual([
      ['s0t1', 0, 0],
      ['s0t2', 3000, 3000],
      ['s1t1', 5000, 5000],
      ['s0t3', 6000, 6000],
    ]);
  });

  it('are interleaved, each in its own order', async () => {
    const { records } = await evening(arrivals(10), {
      script: (_, n) => ({ takes: 100 * (n % 7) }),
    });
    const order = records.map(({ sample }) => sample.queryId);
    const starts = order.filter((id) => id === 's0t1').length;
    expect(starts).toBe(4);
    expect(order.indexOf('s1t1')).toBeLessThan(order.indexOf('s0t3'));
    expect(order.indexOf('s0t1')).toBeLessThan(order.indexOf('s0t2'));
    expect(order.indexOf('s0t2')).toBeLessThan(order.indexOf('s0t3'));
  });

  it('carry over what was asked and what the model itself answered', async () => {
    const { target } = await evening(arrivals(1));
    expect(told(target, 's0t1')).toEqual(['s0t1?']);
    expect(told(target, 's0t3')).toEqual([
      's0t1?',
      'answer to s0t1',
      's0t2?',
      'answer to s0t2',
      's0t3?',
    ]);
  });

  it('carry over the references where history is replayed, whatever was answered', async () => {
    const { target } = await evening(arrivals(1), {
      sessions: { history: 'replayed' },
      script: (_, n) => ({ takes: 10, ...(n === 0 ? { outcome: 'server_error' } : {}) }),
    });
    expect(told(target, 's0t2')).toEqual(['s0t1?', 'reference 1', 's0t2?']);
  });

  it('go on after a turn that failed as if it had not been asked', async () => {
    const { target, records } = await evening(arrivals(1), {
      script: (_, n) => ({ takes: 10, ...(n === 0 ? { outcome: 'server_error' } : {}) }),
    });
    expect(records).toHaveLength(3);
    expect(told(target, 's0t2')).toEqual(['s0t2?']);
    expect(told(target, 's0t3')).toEqual(['s0t2?', 'answer to s0t2', 's0t3?']);
  });

  it('number every turn once and mark it with its number', async () => {
    const { records } = await evening(arrivals(5));
    const samples = records.map(({ sample }) => sample).sort((a, b) => a.index - b.index);
    expect(samples.map(({ index }) => index)).toEqual(samples.map((_, n) => n));
    expect(samples.map(({ queryId, tags }) => `${queryId} ${tags['turn']}`)).toEqual([
      's0t1 1',
      's0t2 2',
      's0t3 3',
      's1t1 1',
      's2t1 1',
      's2t2 2',
      's0t1 1',
      's0t2 2',
      's0t3 3',
      's1t1 1',
    ]);
  });

  it('stay whole on one of several processes, which together ask what one would ask', async () => {
    const key = ({ sample }: ArrivalRecord) => `${sample.index} ${sample.queryId} ${sample.due}`;
    const sessions = { thinkTime: { mean: '1s' } };
    const whole = await evening(arrivals(5), { sessions });
    const halves = await Promise.all(
      [0, 1].map((index) => evening(arrivals(5), { sessions, shard: { index, of: 2 } })),
    );
    const together = halves.flatMap(({ records }) => records.map(key));
    expect(together.sort()).toEqual(whole.records.map(key).sort());
  });

  it('draw exponential think times, the same for the same seed', async () => {
    const sessions = { thinkTime: { mean: '1s' } };
    const dues = async () =>
      (await evening(arrivals(2), { sessions })).records.map(({ sample }) => sample.due);
    const first = await dues();
    expect(first).toEqual(await dues());
    expect(first[1]).not.toBe(2000);
  });

  it('end with the run: what was not due by then is no sample', async () => {
    const { records } = await evening(arrivals(1), { stopAt: 1500 });
    expect(records.map(({ sample }) => sample.outcome)).toEqual(['ok']);
  });

  it('are one dropped arrival each where they never begin', async () => {
    const { records } = await evening(
      arrivals(4, { preAllocatedVUs: 1, onSaturation: 'drop', duration: '10s' }),
    );
    const dropped = records.filter(({ sample }) => sample.outcome === 'dropped');
    expect(dropped.map(({ sample }) => [sample.index, sample.queryId])).toEqual([
      [3, 's1t1'],
      [4, 's2t1'],
    ]);
  });
});

describe('conversations in a closed loop', () => {
  it('are walked by each user, who thinks between the turns', async () => {
    const { records } = await evening({ vus: 1, iterations: 3 });
    expect(records.map(({ sample }) => [sample.queryId, sample.due])).toEqual([
      ['s0t1', 0],
      ['s0t2', 3000],
      ['s0t3', 6000],
      ['s1t1', 7000],
      ['s2t1', 8000],
      ['s2t2', 11_000],
    ]);
    for (const { sample } of records) expect(sample.stamps.sent).toBe(sample.due);
  });
});

describe('conversations in a replay', () => {
  it('begin when their first rows came', async () => {
    const { records } = await evening({
      scenarios: { trace: { executor: 'replay', preAllocatedVUs: 5 } },
    });
    const first = records.filter(({ sample }) => sample.tags['turn'] === '1');
    expect(first.map(({ sample }) => [sample.queryId, sample.due])).toEqual([
      ['s0t1', 0],
      ['s1t1', 1000],
      ['s2t1', 2000],
    ]);
  });
});
