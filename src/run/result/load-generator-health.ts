import { percentileFloor } from '../../metrics/aggregates/percentile-floor.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { ClientHealth } from '../../verdict/client-health.ts';
import { appliesTo } from '../../verdict/threshold.ts';
import type { RunState } from '../state/run-state.ts';
import type { RunOutcome } from './run-outcome.ts';

/**
 * Returns the load generator's health and what its validity is decided by; unknown if no process
 * reported it.
 */
export function loadGeneratorHealth(
  state: Pick<RunState, 'metrics' | 'diagnostics' | 'thresholds'>,
  { health, end, workerCount }: Pick<RunOutcome, 'health' | 'end' | 'workerCount'>,
): ClientHealth | undefined {
  if (health === undefined) return undefined;
  const { metrics, diagnostics } = state;
  const { loadGeneratorStats, unreached } = diagnostics;
  const latencyP50 = lowestMedian(metrics, 'latency');
  const ttftP50 = lowestMedian(metrics, 'ttft');
  const { latenessP99, offered, late, dropped, openedInWindow, openedByDesign, handshake } =
    loadGeneratorStats;
  const { slotWait } = loadGeneratorStats;
  return {
    duration: end.duration,
    ...health,
    ...(workerCount.asked === 1 ? {} : { workers: workerCount }),
    ...(end.heldBack === undefined ? {} : { heldBack: end.heldBack }),
    latenessP99,
    ...(latencyP50 === undefined ? {} : { latencyP50 }),
    ...(ttftP50 === undefined ? {} : { ttftP50 }),
    ...(slotWait === undefined ? {} : { slotWait }),
    offered,
    late,
    dropped,
    openedInWindow,
    openedByDesign,
    handshake,
    chunks: loadGeneratorStats.chunks,
    readsShared: loadGeneratorStats.readsShared,
    // A run that ended early has no steady level.
    loads: end.stopped === undefined ? loadGeneratorStats.loads : [],
    ...(unreached.length === 0 ? {} : { unreached }),
    thin: thinPercentiles(state),
  };
}

/** Returns the lowest median of a trend over the targets that have values. */
function lowestMedian(metrics: Metrics, metric: 'latency' | 'ttft'): number | undefined {
  const medians = metrics.targets.flatMap((target) => {
    const trend = metrics.find(metric, target);
    return trend?.type === 'trend' && trend.n > trend.bounded ? [trend.percentile(50)] : [];
  });
  return medians.length === 0 ? undefined : Math.min(...medians);
}

/** Returns the percentiles of objectives that rest on too few samples. */
function thinPercentiles({
  thresholds,
  metrics,
}: Pick<RunState, 'thresholds' | 'metrics'>): ClientHealth['thin'] {
  return thresholds.flatMap((threshold) => {
    const { percentile, spec } = threshold;
    if (percentile === undefined) return [];
    const floor = percentileFloor(percentile);
    return metrics.targets.flatMap((target) => {
      const n = appliesTo(threshold, target) ? (metrics.find(spec.metric, target)?.n ?? 0) : 0;
      const label = `p(${percentile}) ${spec.metric} of ${target}`;
      return n > 0 && n < floor ? [{ label, n, floor }] : [];
    });
  });
}
