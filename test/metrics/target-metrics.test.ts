import { describe, expect, it } from 'vitest';
import { TargetMetrics } from '../../src/metrics/target-metrics.ts';

const SLOW = { metric: 'latency', tags: { tenant: 'acme' } } as const;

describe('TargetMetrics', () => {
  it('a measurement is added to its metric and to the chosen sub-metrics of that metric alone', () => {
    const metrics = new TargetMetrics(10_000);
    const other = { metric: 'ttft', tags: { tenant: 'acme' } };
    metrics.record({ metric: 'latency', value: 100 }, [SLOW, other]);
    metrics.record({ metric: 'latency', value: 300 }, []);
    expect(metrics.summaries(1000)).toMatchObject({
      latency: { n: 2, max: 300 },
      'latency{tenant:acme}': { n: 1, max: 100 },
    });
    expect(metrics.summaries(1000)).not.toHaveProperty('ttft{tenant:acme}');
  });

  it('gaps between chunks are added all at once, also to their sub-metrics', () => {
    const metrics = new TargetMetrics(10_000);
    metrics.addGaps([10, 20, 30], [{ metric: 'chunk_gap', tags: { tenant: 'acme' } }, SLOW], 0);
    expect(metrics.summaries(1000)).toMatchObject({
      chunk_gap: { n: 3, avg: 20 },
      'chunk_gap{tenant:acme}': { n: 3 },
    });
  });

  it('merged metrics hold the values of both shards', () => {
    const [one, other] = [new TargetMetrics(10_000), new TargetMetrics(10_000)];
    one.record({ metric: 'latency', value: 100 }, []);
    other.record({ metric: 'latency', value: 300 }, [SLOW]);
    one.merge(other);
    expect(one.summaries(1000)).toMatchObject({
      latency: { n: 2 },
      'latency{tenant:acme}': { n: 1, max: 300 },
    });
  });
});
