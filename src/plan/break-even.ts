import { formatQuantity, formatShare, formatUsd } from '../metrics/catalogue/format-quantity.ts';
import type { PlanTarget } from './demand/plan-target.ts';
import { promptTokens } from './demand/prompt-size.ts';
import { monthlyBill, type Traffic } from './demand/traffic.ts';

/** Throughput rented by the hour: a Bedrock model unit, reserved capacity. */
export interface ProvisionedUnit {
  /** US dollars per hour; most prices are not public and come from an account manager. */
  readonly perHour: number;
  /**
   * Throughput of one unit in input and output tokens together: as sold, or preferably as measured.
   */
  readonly tokensPerMinute: number;
}

/** Comparison of provisioned units with payment per token. */
export interface BreakEven {
  readonly target: string;
  /**
   * Cost of a unit over the on-demand cost of its tokens at full load: the utilisation at which it
   * pays. Above 1 it never pays.
   */
  readonly utilisation: number;
  /** Maximum mean utilisation of a unit that still carries the busiest hour: mean over peak. */
  readonly maxUtilisation: number;
  /**
   * Queries a day at which one unit costs as much as on demand; absent where it cannot serve so
   * many.
   */
  readonly queriesPerDay?: number;
  /** Queries a day that one unit serves at full load. */
  readonly capacityPerDay: number;
  /** Units that pay for themselves at the demand; the rest is served on demand. */
  readonly units: number;
  /** US dollars a month for tokens: with those units, and all on demand. */
  readonly perMonth: number;
  readonly onDemandPerMonth: number;
  readonly sentence: string;
}

/**
 * Computes the break-even unit by unit. Unit k carries the load above k - 1 units, hour by hour of
 * the day profile, and pays its price P if it is busy at least the share P / V of the time, V being
 * the on-demand price of an hour's tokens: the newsvendor rule on the load-duration curve (Arrow,
 * Harris and Marschak, 1951).
 *
 * Undefined where the target is not paid by the token, or its price or tokens are unknown.
 */
export function breakEven(
  unit: ProvisionedUnit,
  { name, per1k, size }: PlanTarget,
  traffic: Traffic,
): BreakEven | undefined {
  if (per1k === 'unknown' || per1k <= 0 || size === undefined) return undefined;
  const capacity = (unit.tokensPerMinute * 60) / (promptTokens(size) + size.output);
  const value = (capacity * per1k) / 1000;
  const utilisation = unit.perHour / value;
  const { queriesPerDay, daysPerMonth } = traffic;
  const loads = traffic.profile.hours.map((hour) => (hour * queriesPerDay) / 24);

  let units = 0;
  const maxUnits = Math.ceil(Math.max(...loads) / capacity);
  while (units < maxUnits && busy(loads, capacity, units + 1) >= utilisation) units++;

  const overflow = sum(loads.map((load) => Math.max(0, load - units * capacity)));
  const found: Omit<BreakEven, 'sentence'> = {
    target: name,
    utilisation,
    maxUtilisation: 1 / traffic.peakToMean,
    ...(utilisation <= 1 && { queriesPerDay: (unit.perHour * 24 * 1000) / per1k }),
    capacityPerDay: capacity * 24,
    units,
    perMonth: daysPerMonth * (units * unit.perHour * 24 + (overflow * per1k) / 1000),
    onDemandPerMonth: monthlyBill(traffic, per1k, 0),
  };
  return { ...found, sentence: sentence(found, unit, { value, busy: busy(loads, capacity, 1) }) };
}

/** Returns the mean utilisation of unit k (from 1). */
function busy(loads: readonly number[], capacity: number, k: number): number {
  const shares = loads.map((load) => Math.min(1, Math.max(0, load / capacity - (k - 1))));
  return sum(shares) / shares.length;
}

function sentence(
  found: Omit<BreakEven, 'sentence'>,
  { perHour }: ProvisionedUnit,
  first: { readonly value: number; readonly busy: number },
): string {
  const { target, queriesPerDay, units, utilisation } = found;
  if (queriesPerDay === undefined) {
    return `A unit never pays for ${target}: flat out it does ${formatUsd(first.value)} of work an hour and costs ${formatUsd(perHour)}.`;
  }
  if (units === 0) {
    return (
      `A unit pays for ${target} from about ${formatQuantity(Math.round(queriesPerDay), 'count')} queries a day, ` +
      `when it is busy ${formatShare(utilisation)} of the time; at this demand it would be busy ${formatShare(first.busy)}.`
    );
  }
  return (
    `${units === 1 ? 'One unit pays' : `${units} units pay`} for ${target}: ${formatUsd(found.perMonth)} a month ` +
    `for tokens, against ${formatUsd(found.onDemandPerMonth)} on demand.`
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
