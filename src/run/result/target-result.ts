import type { Bill } from '../../cost/bill.ts';
import { quality } from '../../judge/quality.ts';
import type { TargetResult } from '../../report/result/result.ts';
import { worstAnswers } from '../../report/summary/worst-answers.ts';
import { OUTCOMES } from '../../sample/outcome.ts';
import { addressOf, type TargetSpec, transportsOf } from '../../scenario/target/target-spec.ts';
import { verdictOf } from '../../verdict/candidate.ts';
import { evaluate } from '../../verdict/evaluation.ts';
import { appliesTo } from '../../verdict/threshold.ts';
import { servingEndpointsOf, type RunEndpoint } from '../endpoint/endpoint.ts';
import { entryFor } from '../state/per-target.ts';
import type { RunState } from '../state/run-state.ts';
import type { RunOutcome } from './run-outcome.ts';

/** Builds the result of one target. */
export function targetResult(
  state: RunState,
  spec: TargetSpec,
  cost: Bill,
  { judging, runEndpoint, end }: Pick<RunOutcome, 'judging' | 'runEndpoint' | 'end'>,
): TargetResult {
  const { metrics } = state;
  const { name } = spec;
  const { canaries } = state.dataset;
  const diagnosed = state.diagnostics.diagnose(name, metrics);
  const thresholds = state.thresholds
    .filter((threshold) => appliesTo(threshold, name))
    .map((threshold) => evaluate(threshold, metrics, name, cost));
  const scores = judging?.scores ?? [];
  const outcomes = outcomesOf(state, name);
  const fastPaths = end.sdkFastPaths?.[name];
  return {
    name,
    kind: spec.kind,
    model: addressOf(spec),
    answerers: answerers(state, spec, runEndpoint),
    transports: transportsOf(spec),
    ...(fastPaths === undefined ? {} : { sdkFastPaths: fastPaths }),
    verdict: verdictOf({ thresholds, ...answerCounts(outcomes) }),
    thresholds,
    metrics: metrics.summaries(name),
    ...diagnosed,
    cost,
    quality: quality(scores, name),
    ...(canaries.size > 0 && { leakSearch: entryFor(state.leaks, name).search(canaries) }),
    outcomes,
    errors: entryFor(state.failures, name).groups(),
    series: metrics.buckets(name),
    curves: { latency: metrics.curve('latency', name), ttft: metrics.curve('ttft', name) },
    slowest: entryFor(state.slowest, name).extracts(),
    worst: worstAnswers(name, state.answerSample?.drawn() ?? [], scores),
  };
}

/** Returns the number of a target's arrivals, and of those that were answered. */
export function answerCounts(outcomes: TargetResult['outcomes']): {
  requests: number;
  answered: number;
} {
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return { requests, answered: outcomes.ok ?? 0 };
}

/**
 * Returns the endpoints of a target; those whose answers named our emulator are shown as emulators.
 */
function answerers(
  { diagnostics }: RunState,
  spec: TargetSpec,
  runEndpoint: RunEndpoint,
): NonNullable<TargetResult['answerers']> {
  const known = servingEndpointsOf(spec, runEndpoint);
  if (spec.kind === 'route' || !diagnostics.sawEmulator(spec.name)) return known;
  return known.map((each) => ({ ...each, by: each.by === 'service' ? 'emulator' : each.by }));
}

function outcomesOf(state: RunState, target: string): TargetResult['outcomes'] {
  const failures = entryFor(state.failures, target);
  const answered = state.answered.get(target) ?? 0;
  return Object.fromEntries(
    OUTCOMES.map(
      (outcome) => [outcome, outcome === 'ok' ? answered : failures.count(outcome)] as const,
    ).filter(([, count]) => count > 0),
  );
}
