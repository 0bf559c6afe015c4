import { fixedPerMonth, type PlanTarget } from './demand/plan-target.ts';
import { type PromptSize, promptTokens, sizePer1k } from './demand/prompt-size.ts';
import { monthlyBill, type Traffic } from './demand/traffic.ts';

/**
 * Effect of one input on a target's monthly bill with the others constant: one bar of a tornado
 * chart.
 */
export interface Sensitivity {
  readonly target: string;
  readonly input: string;
  /** Low and high value of the input, in its own unit. */
  readonly low: number;
  readonly high: number;
  /** Bills at the low and the high value, US dollars a month. */
  readonly perMonthLow: number;
  readonly perMonthHigh: number;
  /** Source of the range: the run, or an assumption (such as a fifth either way). */
  readonly basis: 'measured' | 'assumed';
}

const LESS = 0.8;
const MORE = 1.2;

/** Returns the inputs of a target's bill, widest swing first; none where its cost is unknown. */
export function sensitivities(target: PlanTarget, traffic: Traffic): readonly Sensitivity[] {
  const { name, per1k, per1kInterval, size, price } = target;
  if (per1k === 'unknown') return [];
  const fixed = fixedPerMonth([target]);
  const bill = (thousand: number): number => monthlyBill(traffic, thousand, fixed);

  const bar = (
    input: string,
    [low, high]: readonly [number, number],
    perMonth: (value: number) => number,
    basis: Sensitivity['basis'] = 'assumed',
  ): Sensitivity => ({
    target: name,
    input,
    low,
    high,
    perMonthLow: perMonth(low),
    perMonthHigh: perMonth(high),
    basis,
  });

  const fifth = (value: number): readonly [number, number] => [value * LESS, value * MORE];
  const bars = [
    bar('queries per day', fifth(traffic.queriesPerDay), (queriesPerDay) =>
      monthlyBill({ ...traffic, queriesPerDay }, per1k, fixed),
    ),
    bar('days in the month', [28, 31], (daysPerMonth) =>
      monthlyBill({ ...traffic, daysPerMonth }, per1k, fixed),
    ),
  ];
  if (fixed > 0) {
    bars.push(bar('fixed costs', fifth(fixed), (dollars) => monthlyBill(traffic, per1k, dollars)));
  }
  if (per1kInterval !== undefined) {
    const { low, high } = per1kInterval;
    bars.push(bar('cost per 1k as sampled', [low, high], bill, 'measured'));
  }
  if (size !== undefined && price !== undefined) {
    // Costs beside tokens (requests, failures) stay.
    const beside = per1k - sizePer1k(price, size);
    const sized = (changed: PromptSize): number => bill(beside + sizePer1k(price, changed));
    const all = promptTokens(size);
    bars.push(
      bar('input tokens', fifth(all), (input) =>
        sized(promptTimes(size, all === 0 ? 1 : input / all)),
      ),
      bar('output tokens', fifth(size.output), (output) => sized({ ...size, output })),
    );
  }
  return bars.sort((a, b) => swing(b) - swing(a));
}

/** Scales a prompt; the shares read from and written to the cache stay. */
function promptTimes(size: PromptSize, times: number): PromptSize {
  const { input, output, cacheRead = 0, cacheWrite = 0 } = size;
  return {
    input: input * times,
    output,
    cacheRead: cacheRead * times,
    cacheWrite: cacheWrite * times,
  };
}

function swing({ perMonthLow, perMonthHigh }: Sensitivity): number {
  return Math.abs(perMonthHigh - perMonthLow);
}
