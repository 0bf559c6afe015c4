import { DAYS_PER_MONTH } from '../cost/month.ts';
import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { Demand } from '../scenario/demand-schema.ts';
import { type BreakEven, breakEven, type ProvisionedUnit } from './break-even.ts';
import { type Crossover, crossovers } from './crossover.ts';
import type { Peak } from './demand/peak.ts';
import { hasAnswered, type PlanTarget } from './demand/plan-target.ts';
import { allowedPer1k, createTraffic, type Traffic } from './demand/traffic.ts';
import type { Lever } from './lever/lever.ts';
import { findLevers } from './lever/levers.ts';
import { type RunQuality, standingOf } from './measurement.ts';
import { cheapestOption, createOption, type PlanOption } from './option.ts';
import { type Recommendation, recommend } from './recommendation.ts';
import { type Sensitivity, sensitivities } from './sensitivity.ts';

/** What to buy for a demand, from a run's measurements and prices. */
export interface Plan {
  /** Validity of the run; an invalid one yields no recommendation. */
  readonly validity: RunQuality['validity'];
  readonly validityReasons: readonly string[];
  /** Why the run ended before its schedule. */
  readonly stopped?: NonNullable<RunQuality['stopped']>;
  readonly demand: Demand;
  readonly daysPerMonth: number;
  /** Rate of the busiest hour as a multiple of the day's mean, and its traffic. */
  readonly peakToMean: number;
  readonly peak: Peak;
  /** Budget per 1,000 queries before fixed costs, by the month's length in days. */
  readonly budget?: {
    readonly perMonth: number;
    readonly per1k: readonly { readonly days: number; readonly allowed: number }[];
  };
  readonly options: readonly PlanOption[];
  readonly recommendation: Recommendation;
  /** Ways to bring targets over the budget inside it. */
  readonly levers: readonly Lever[];
  /** Provisioned units compared with payment per token, for each target paid so. */
  readonly breakEven: readonly BreakEven[];
  /** Demands at which one target becomes cheaper than another. */
  readonly crossovers: readonly Crossover[];
  /** Sensitivity of the bill of the recommended or nearest target, widest first. */
  readonly sensitivity: readonly Sensitivity[];
  /** Untested assumptions of the plan, a sentence each. */
  readonly notTested: readonly string[];
}

export interface PlanInput {
  readonly targets: readonly PlanTarget[];
  readonly demand: Demand;
  /** Budget, US dollars a month. */
  readonly budgetPerMonth?: number;
  /** Days in the billed month; default 365/12. */
  readonly daysPerMonth?: number;
  readonly unit?: ProvisionedUnit;
  /** Whether the run used the emulator. */
  readonly emulated: boolean;
  readonly measurement: RunQuality;
}

/** Creates a plan. Throws a Problem for an unknown day profile. */
export function plan(input: PlanInput): Plan {
  const { demand, budgetPerMonth: budget, unit, measurement } = input;
  const traffic = createTraffic(demand, input.daysPerMonth);
  const targets = input.targets.map((target) => standingOf(target, measurement));
  const answered = targets.filter(hasAnswered);
  const options = targets.map((target) => createOption(target, traffic, budget));
  const levers = budget === undefined ? [] : findLevers(targets, traffic, budget);
  const recommendation = recommend(options, levers, {
    queriesPerDay: demand.queriesPerDay,
    ...(budget !== undefined && { budget }),
    measurement,
  });
  const meeting = options.filter((option) => option.objectives === 'pass');
  const subject =
    recommendation.target ?? (cheapestOption(meeting) ?? cheapestOption(options))?.target;
  return {
    validity: measurement.validity,
    validityReasons: measurement.reasons,
    ...(measurement.stopped && { stopped: measurement.stopped }),
    demand,
    daysPerMonth: traffic.daysPerMonth,
    peakToMean: traffic.peakToMean,
    peak: traffic.peak,
    ...(budget !== undefined && {
      budget: {
        perMonth: budget,
        per1k: [30, DAYS_PER_MONTH, 31].map((daysPerMonth) => ({
          days: daysPerMonth,
          allowed: allowedPer1k({ ...traffic, daysPerMonth }, budget, 0),
        })),
      },
    }),
    options,
    recommendation,
    levers,
    breakEven:
      unit === undefined
        ? []
        : answered.flatMap((target) => breakEven(unit, target, traffic) ?? []),
    crossovers: crossovers(answered, traffic.daysPerMonth),
    sensitivity: targets
      .filter(({ name }) => name === subject)
      .flatMap((target) => sensitivities(target, traffic)),
    notTested: notTested({ ...input, targets }, traffic, levers),
  };
}

function notTested(
  { targets, emulated, unit }: PlanInput,
  { peak, profile }: Traffic,
  levers: readonly Lever[],
): readonly string[] {
  const burst = peak.burstyMinute / 60;
  const untried = targets.filter(({ testedPerSecond }) => (testedPerSecond ?? 0) < burst);
  return [
    ...(emulated
      ? ['The run asked the emulator: latency, throttling and answers on AWS may differ.']
      : []),
    `The shape of the day is taken to be "${profile.name}": ${profile.description} (${profile.source}).`,
    'Bursts are taken to be as those of public LLM services; yours were not measured.',
    ...(untried.length > 0
      ? [
          `The rate of the busiest minutes, ${formatQuantity(burst, 'per_second')}, was not put on ${untried.map(({ name }) => name).join(', ')}.`,
        ]
      : []),
    ...(targets.some(({ per1kInterval }) => per1kInterval !== undefined)
      ? [
          "Intervals hold how the sampled answers' costs vary and nothing else: not the demand, the prices, the choice of questions or longer answers.",
        ]
      : []),
    ...(levers.some((lever) => lever.with !== undefined)
      ? ['No mix of targets and no cache was run: their shares are arithmetic.']
      : []),
    ...(targets.every(({ quota }) => quota === undefined)
      ? ["The account's quotas are not known to this plan."]
      : []),
    ...(unit === undefined
      ? [
          'No price of a provisioned unit was given, so none was weighed against paying by the token.',
        ]
      : []),
  ];
}
