import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/metrics/metrics.ts';
import { createRandom } from '../../../src/random/random.ts';
import { Diagnostics } from '../../../src/run/state/diagnostics.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import type { ScenarioInput } from '../../../src/scenario/scenario-input.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';
import { answeredIn, sampleOf } from '../../metrics/sample-stub.ts';

const steady = {
  executor: 'constant-arrival-rate' as const,
  rate: 10,
  duration: '100s',
  preAllocatedVUs: 100,
};

function gather(
  samples: readonly Sample[],
  { stream = true, load = steady }: { stream?: boolean; load?: object } = {},
) {
  const input: Partial<ScenarioInput> = {
    dataset: 'q.csv',
    targets: { haiku: { kind: 'bedrock-converse', model: 'm', stream } },
  };
  const scenario = resolveScenario(
    scenarioSchema.parse({ ...input, scenarios: { steady: load } }),
    '/night.ts',
  );
  const pricing = { tokens: { input: 1, output: 5 }, perRequest: 0 };
  const diagnostics = new Diagnostics(scenario, new Map([['haiku', pricing as never]]));
  const metrics = new Metrics();
  for (const sample of samples) {
    diagnostics.add(sample);
    metrics.add(sample, []);
  }
  const diagnosed = diagnostics.diagnose('haiku', metrics);
  return { diagnostics, diagnosed, after: metrics.summaries('haiku') };
}

/** Latencies that go up and down together, as behind a queue that fills and empties. */
function waves(): Sample[] {
  return Array.from({ length: 1000 }, (_, i) =>
    answeredIn(1000 + 400 * Math.sin(i / 60) + (i % 7), { due: i * 100 }),
  );
}

describe('the evidence of a run', () => {
  it('counts for few the latencies that foretell each other all along', () => {
    const { diagnosed, after } = gather(waves());
    expect(diagnosed.steadiness?.tied).toBe(true);
    // Two and a half waves are hardly more than five queues that filled and drained.
    expect(diagnosed.steadiness?.effective).toBeLessThan(20);
    expect(after['latency']).toMatchObject({
      belowFloor: expect.arrayContaining(['p95']) as unknown,
    });
  });

  it('does not call independent latencies tied', () => {
    const random = createRandom(2, 'service');
    const scattered = Array.from({ length: 1000 }, (_, i) =>
      answeredIn(1000 + 900 * random(), { due: i * 100 }),
    );
    const { diagnosed, after } = gather(scattered);
    expect(diagnosed.steadiness?.tied).toBe(false);
    expect(after['latency']).toMatchObject({ n: 1000, belowFloor: [] });
  });

  it('reports the first five answers as a metric of their own', () => {
    const { after } = gather(waves());
    expect(after['cold']).toMatchObject({ type: 'trend', n: 5, min: 1000 });
  });

  it.each([
    ['a constant rate', steady, ['steady']],
    [
      'a ramp',
      {
        executor: 'ramping-arrival-rate',
        preAllocatedVUs: 100,
        stages: [{ duration: '100s', target: 10 }],
      },
      [],
    ],
    ['a trace', { executor: 'replay', duration: '100s', preAllocatedVUs: 100 }, []],
  ])("holds %s against Little's law only where it is meant to be level", (_load, load, names) => {
    const samples = Array.from({ length: 1000 }, (_, i) =>
      answeredIn(100, { due: i * 100, scenario: 'steady' }),
    );
    const { diagnostics } = gather(samples, { load });
    expect(diagnostics.loadGeneratorStats.loads.map(({ name }) => name)).toEqual(names);
  });

  it('judges streams only where one was asked for', () => {
    const streams = Array.from({ length: 3 }, (_, index) =>
      sampleOf({ index, chunks: 30, streamed: { first: 1, later: 29 } }),
    );
    expect(gather(streams).diagnosed.streaming).toMatchObject({ kind: 'true', judged: 3 });
    expect(gather(streams, { stream: false }).diagnosed).not.toHaveProperty('streaming');
  });

  it('tells what token counts leave open', () => {
    const tokens = { input: 1, output: 2, disputedTotal: 9, source: 'reported' } as const;
    const { diagnosed } = gather([sampleOf(), sampleOf({ index: 1, tokens })]);
    expect(diagnosed.openCounts).toMatchObject({ counted: 2, disputed: 1 });
    expect(gather([sampleOf()]).diagnosed).not.toHaveProperty('openCounts');
  });

  it('prices what retries added against the last attempts alone', () => {
    const attempts = [
      { sent: 0, end: 100, outcome: 'throttled' as const },
      { sent: 200, end: 300, outcome: 'ok' as const },
    ];
    const { diagnosed } = gather([sampleOf({ attempts, costUsd: 0.00027 })]);
    expect(diagnosed.retries?.amplification).toEqual({
      requests: 2,
      time: 3,
      tokens: 1,
      cost: expect.closeTo(1, 9) as unknown,
    });
  });

  it("holds level loads, and only those, against Little's law", () => {
    expect(gather(waves()).diagnostics.loadGeneratorStats.loads.map(({ name }) => name)).toEqual([
      'steady',
    ]);
    const ramp = {
      executor: 'ramping-arrival-rate',
      preAllocatedVUs: 10,
      stages: [{ duration: '100s', target: 10 }],
    };
    const ramped = gather(waves(), { load: ramp });
    expect(ramped.diagnostics.loadGeneratorStats.loads).toEqual([]);
    expect(ramped.diagnosed.steadiness).not.toHaveProperty('beginning');
  });
});
