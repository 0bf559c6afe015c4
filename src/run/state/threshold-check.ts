import type { Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';
import { placeIn } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ThresholdSpec } from '../../scenario/threshold-spec.ts';
import { unanswerable } from '../../verdict/answerable.ts';
import { parseThreshold } from '../../verdict/threshold.ts';

/** Throws a Problem, with its place, on a threshold that cannot be read or can never have data. */
export async function checkThreshold(
  spec: ThresholdSpec,
  scenario: Scenario,
  queries: readonly Query[] | undefined,
): Promise<void> {
  const { metric, expression } = spec;
  const complaint = unanswerable(parseThreshold(spec), scenario, queries);
  if (complaint === undefined) return;
  throw new Problem(
    `The threshold "${expression}" on ${metric} can never have data: ${complaint.message}.`,
    { place: await placeIn(scenario.file, ['thresholds', metric]), remedy: complaint.remedy },
  );
}
