import type { Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';
import { placeIn } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { unanswerable } from '../../verdict/answerable.ts';
import type { Threshold } from '../../verdict/threshold.ts';

/** Throws a Problem with its place if a threshold can never have data. */
export async function checkThreshold(
  threshold: Threshold,
  scenario: Scenario,
  queries: readonly Query[] | undefined,
): Promise<void> {
  const complaint = unanswerable(threshold, scenario, queries);
  if (complaint === undefined) return;
  const { metric, expression } = threshold.spec;
  const isBudget = threshold.origin === 'budget.month';
  const what = isBudget ? 'budget.month' : `The threshold "${expression}" on ${metric}`;
  throw new Problem(`${what} can never have data: ${complaint.message}.`, {
    place: await placeIn(scenario.file, isBudget ? ['budget', 'month'] : ['thresholds', metric]),
    remedy: complaint.remedy,
  });
}
