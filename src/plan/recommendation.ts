import { formatQuantity } from '../metrics/quantity.ts';
import type { Lever } from './lever.ts';
import { cheapestOption, type PlanOption } from './option.ts';
import type { Finding } from './plan-target.ts';
import type { Traffic } from './traffic.ts';

/** A Recommendation says which target to buy, or that none should be bought yet, and why. */
export interface Recommendation {
  /** Absent when the measurements support none. */
  readonly target?: string;
  /** One sentence a person who pays can read. */
  readonly sentence: string;
  readonly because: readonly string[];
}

/** How many levers are named beside a refusal; the plan lists all. */
const LEVERS = 3;

/**
 * The cheapest option that meets its objectives and whose whole interval is inside the budget.
 * Anything unknown or unsettled is never bought: what to do about it is said in its place.
 */
export function recommend(
  options: readonly PlanOption[],
  levers: readonly Lever[],
  { queriesPerDay, budget }: Pick<Traffic, 'queriesPerDay'> & { readonly budget?: number },
): Recommendation {
  const meeting = options.filter((option) => option.objectives === 'pass');
  const best = cheapestOption(
    meeting.filter(({ withinBudget = 'pass' }) => withinBudget === 'pass'),
  );
  const at = `at ${formatQuantity(queriesPerDay, 'count')} queries a day`;

  if (best !== undefined) {
    return {
      target: best.target,
      sentence:
        `Buy ${best.target}: ${cost(best)} a month ${at}` +
        (budget === undefined ? '' : `, within the budget of ${dollars(budget)}`) +
        (meeting.length === 1
          ? ', the only one that meets its objectives.'
          : `, the cheapest of ${meeting.length} that meet their objectives.`),
      because: reasons(best, options),
    };
  }
  if (meeting.length === 0) {
    return {
      sentence: `Buy none yet: ${options.length === 0 ? 'nothing was measured' : 'no target is shown to meet its objectives'}.`,
      because: options.map(standing),
    };
  }
  const nearest = cheapestOption(meeting);
  return {
    sentence:
      nearest === undefined
        ? 'Buy none yet: what those that meet their objectives cost is unknown.'
        : `Buy none as it is: ${nearest.target} meets its objectives and costs ${cost(nearest)} a month ${at}, ` +
          `${nearest.withinBudget === 'inconclusive' ? 'too close to' : 'over'} the budget of ${dollars(budget ?? 0)}.`,
    because: [
      ...options.map(standing),
      ...levers
        .filter((lever) => lever.reaches && lever.target === nearest?.target)
        .slice(0, LEVERS)
        .map((lever) => lever.sentence),
    ],
  };
}

/** Why this one, and why not the others. */
function reasons(best: PlanOption, options: readonly PlanOption[]): readonly string[] {
  const { target, latency, caveats } = best;
  return [
    ...(latency === undefined
      ? []
      : [
          `${target} answers in ${time(latency.p50)} in the median and ${time(latency.p95)} at the 95th percentile.`,
        ]),
    ...options.filter((option) => option !== best).map(standing),
    ...caveats,
  ];
}

const OBJECTIVES: Readonly<Record<Finding, string>> = {
  pass: 'meets its objectives',
  fail: 'misses an objective',
  inconclusive: 'has too few samples to tell whether it meets its objectives',
  'no-data': 'has no data for an objective',
};

const BUDGET: Readonly<Record<Finding, string>> = {
  pass: '',
  fail: ', over the budget',
  inconclusive: ', too close to the budget to tell',
  'no-data': '',
};

function standing(option: PlanOption): string {
  const { target, objectives, perMonth, withinBudget = 'pass' } = option;
  return perMonth === 'unknown'
    ? `${target} ${OBJECTIVES[objectives]}; its cost is unknown: give its price in the scenario.`
    : `${target} ${OBJECTIVES[objectives]} and costs ${cost(option)} a month${BUDGET[withinBudget]}.`;
}

function cost({ perMonth, perMonthInterval }: PlanOption): string {
  if (perMonth === 'unknown') return 'an unknown amount';
  if (perMonthInterval === undefined) return dollars(perMonth);
  const { low, high } = perMonthInterval;
  const [from, to] = [dollars(low), dollars(high)];
  return from === to ? dollars(perMonth) : `${dollars(perMonth)} (${from} to ${to})`;
}

const dollars = (usd: number): string => formatQuantity(usd, 'usd');

const time = (ms: number): string => formatQuantity(ms, 'ms');
