import { createBill, type Bill } from '../../cost/bill.ts';
import type { Score } from '../../judge/score.ts';
import { formatSelector } from '../../metrics/catalogue/selector.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { entryFor, perTarget } from './per-target.ts';
import { recordQuality } from './record-quality.ts';
import type { RunState } from './run-state.ts';

/**
 * Records scores and bills as metrics, and returns the bills. `rented` is the time that the run
 * rented its machines, milliseconds.
 */
export function recordScoresAndBills(
  state: RunState,
  scores: readonly Score[],
  rented: Milliseconds,
): ReadonlyMap<string, Bill> {
  if (state.scenario.judge !== undefined) recordQuality(state, scores);
  settleLeaks(state);
  return perTarget(state.scenario, ({ name: target }) => {
    const bill = createBill(entryFor(state.ledgers, target), {
      pricing: entryFor(state.pricings, target),
      demand: state.scenario.demand,
      rented,
    });
    recordBill(state.metrics, target, bill);
    return bill;
  });
}

/** Adds a note to leak metrics if no canary was searched for, which thresholds on them show. */
function settleLeaks({ scenario, metrics, dataset }: RunState): void {
  const without =
    dataset.queries.length === 0
      ? 'no sample on disk tells of a search for canaries'
      : 'no row of the dataset has a canary, so no answer was searched for one';
  const note =
    dataset.canaries.size === 0 ? without : "no answer was searched for another tenant's canary";
  for (const target of Object.keys(scenario.targets)) {
    for (const selector of metrics.selectorsOf('tenant_leaks')) {
      const counted = metrics.find(formatSelector(selector), target);
      if ((counted?.n ?? 0) === 0) metrics.estimate(selector, target, { note });
    }
  }
}

function recordBill(metrics: Metrics, target: string, bill: Bill): void {
  const { per1k, per1kAtLeast, variablePer1k, variablePer1kAtLeast } = bill;
  const { perMonth, perMonthAtLeast } = bill;
  metrics.record('cost_per_1k', per1k, { target }, per1kAtLeast);
  metrics.record('variable_cost_per_1k', variablePer1k, { target }, variablePer1kAtLeast);
  if (perMonth !== undefined) {
    metrics.record('cost_per_month', perMonth, { target }, perMonthAtLeast);
  }
}
