import { formatMs, formatQuantity, formatUsd } from '../metrics/catalogue/format-quantity.ts';
import type { ObjectiveStatus, Times } from './demand/plan-target.ts';
import type { Traffic } from './demand/traffic.ts';
import type { Lever } from './lever/lever.ts';
import { type RunQuality, refusalOf, warningOf } from './measurement.ts';
import { cheapestOption, type PlanOption } from './option.ts';

/** The target to buy, or none yet, and why. */
export interface Recommendation {
  /** Absent when the measurements support no recommendation. */
  readonly target?: string;
  /** One sentence for the decision maker. */
  readonly sentence: string;
  readonly because: readonly string[];
}

/** Number of levers shown with a negative recommendation; the plan lists all. */
const LEVERS = 3;

/** Input of a recommendation: demand, budget and run quality. */
export interface PlanQuestion extends Pick<Traffic, 'queriesPerDay'> {
  /** US dollars a month. */
  readonly budget?: number;
  readonly measurement: RunQuality;
}

/**
 * Recommends the cheapest option that meets its objectives and whose whole interval is within the
 * budget. Never recommends an option with unknown or unsettled figures, or one from a run that is
 * invalid or was cut short; returns what to do instead.
 */
export function recommend(
  options: readonly PlanOption[],
  levers: readonly Lever[],
  question: PlanQuestion,
): Recommendation {
  const { measurement } = question;
  const warning = warningOf(measurement);
  const refusal = refusalOf(measurement);
  if (refusal !== undefined) {
    const because = [...measurement.reasons.slice(1), ...options.map(standing)];
    return { sentence: `${warning}${refusal}`, because };
  }
  const found = choose(options, levers, question);
  return {
    ...found,
    sentence: `${warning}${found.sentence}`,
    because: [...(warning === '' ? [] : measurement.reasons.slice(1)), ...found.because],
  };
}

function choose(
  options: readonly PlanOption[],
  levers: readonly Lever[],
  { queriesPerDay, budget }: PlanQuestion,
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
        `Buy ${best.target}: ${boughtCost(best)} a month ${at}` +
        (budget === undefined ? '' : `, within the budget of ${formatUsd(budget)}`) +
        (meeting.length === 1
          ? ', the only one that meets its objectives.'
          : `, the cheapest of ${meeting.length} that meet their objectives.`),
      because: reasons(best, options, budget),
    };
  }
  if (meeting.length === 0) {
    return { sentence: `Buy none yet: ${whyNone(options)}.`, because: options.map(standing) };
  }
  const nearest = cheapestOption(meeting);
  return {
    sentence:
      nearest === undefined
        ? 'Buy none yet: what those that meet their objectives cost is unknown.'
        : `Buy none as it is: ${nearest.target} meets its objectives and costs ${cost(nearest)} a month ${at}, ` +
          `${againstBudget(nearest)} the budget of ${formatUsd(budget ?? 0)}.`,
    because: [
      ...options.map(standing),
      ...levers
        .filter((lever) => lever.reaches && lever.target === nearest?.target)
        .slice(0, LEVERS)
        .map((lever) => lever.sentence),
    ],
  };
}

function againstBudget({ withinBudget, perMonthInterval }: PlanOption): string {
  if (withinBudget !== 'inconclusive') return 'over';
  return perMonthInterval === undefined
    ? 'by fewer than 30 answers, too few to hold against'
    : 'too close to';
}

function whyNone(options: readonly PlanOption[]): string {
  if (options.length === 0) return 'nothing was measured';
  if (options.every(({ objectives }) => objectives === 'none')) {
    return 'the scenario sets no objectives but on cost, so whether any target is good enough is not known';
  }
  return 'no target is shown to meet its objectives';
}

/** Returns why this option, and why not the others. */
function reasons(
  best: PlanOption,
  options: readonly PlanOption[],
  budget: number | undefined,
): readonly string[] {
  const { target, latency, caveats } = best;
  return [
    ...(latency === undefined
      ? []
      : [
          `${target} answers in ${percentile(latency, 'p50')} in the median and ${percentile(latency, 'p95')} at the 95th percentile.`,
        ]),
    ...beyondInterval(best, budget),
    ...options.filter((option) => option !== best).map(standing),
    ...caveats,
  ];
}

function percentile(times: Times, which: 'p50' | 'p95'): string {
  return `${times.atLeast?.includes(which) === true ? 'no less than ' : ''}${formatMs(times[which])}`;
}

/** Demand factor shown beside an interval that does not cover demand changes. */
const MORE = 1.2;

/**
 * Returns what a bill's interval (or the bill alone) does not cover, with the effect of more
 * demand, which is mere arithmetic.
 */
function beyondInterval(
  { perMonth, perMonthInterval, fixedPerMonth }: PlanOption,
  budget: number | undefined,
): readonly string[] {
  if (perMonth === 'unknown') return [];
  const more = fixedPerMonth + MORE * (perMonth - fixedPerMonth);
  const over = budget !== undefined && more > budget ? ', over the budget' : '';
  return [
    `${perMonthInterval === undefined ? 'The bill' : 'The interval'} does not hold another demand (a fifth more queries cost ${formatUsd(more)}${over}), the ` +
      'prices, the choice of questions, or prompts and answers that turn out longer than in the run.',
  ];
}

const OBJECTIVES: Readonly<Record<ObjectiveStatus, string>> = {
  pass: 'meets its objectives',
  fail: 'misses an objective',
  inconclusive: 'has too few samples to tell whether it meets its objectives',
  'no-data': 'has no data for an objective',
  none: 'has no objectives but on cost',
  unproven: 'is not shown to meet its objectives',
  unanswered: 'left many arrivals unanswered, which none of its objectives counts,',
};

function standing(option: PlanOption): string {
  const { target, objectives, perMonth, withinBudget } = option;
  const isHeld = withinBudget === 'fail' || withinBudget === 'inconclusive';
  return perMonth === 'unknown'
    ? `${target} ${OBJECTIVES[objectives]}; its cost is unknown: give its price in the scenario.`
    : `${target} ${OBJECTIVES[objectives]} and costs ${cost(option)} a month${isHeld ? `, ${againstBudget(option)} the budget` : ''}.`;
}

/** Formats a recommended option's cost with its interval and what that covers. */
function boughtCost(option: PlanOption): string {
  const { perMonth, perMonthInterval } = option;
  if (perMonth === 'unknown') return cost(option);
  if (perMonthInterval === undefined) {
    return `${formatUsd(perMonth)} (interval unknown: fewer than 30 answers)`;
  }
  const { low, high } = perMonthInterval;
  if (low === high) return formatUsd(perMonth);
  return `${formatUsd(perMonth)} (${formatUsd(low)} to ${formatUsd(high)} by how its answers' costs vary, and nothing else)`;
}

function cost({ perMonth, perMonthInterval }: PlanOption): string {
  if (perMonth === 'unknown') return 'an unknown amount';
  if (perMonthInterval === undefined) return formatUsd(perMonth);
  const { low, high } = perMonthInterval;
  if (low === high) return formatUsd(perMonth);
  return `${formatUsd(perMonth)} (${formatUsd(low)} to ${formatUsd(high)})`;
}
