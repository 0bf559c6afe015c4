import { fixedPerMonth, type PlanTarget } from './demand/plan-target.ts';
import { type PromptSize, promptTokens, sizePer1k } from './demand/prompt-size.ts';
import { monthlyBill, type Traffic } from './demand/traffic.ts';

/** A Sensitivity is what one input does to a target's monthly bill while the others stay: a bar of a tornado. */
export interface Sensitivity {
  readonly target: string;
  readonly input: string;
  /** The input's low and high value, in its own unit. */
  readonly low: number;
  readonly high: number;
  /** US dollars a month at the low and the high value. */
  readonly perMonthLow: number;
  readonly perMonthHigh: number;
  /** Whether the range comes from the run or is assumed: a fifth either way. */
  readonly basis: 'measured' | 'assumed';
}

const LESS = 0.8;
const MORE = 1.2;

/** The inputs of a target's bill, the widest swing first; none where its cost is unknown. */
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
    // What a thousand cost beside tokens (requests, failures) stays as it was.
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

/** A prompt so many times as long, the same share of it read from the cache and written to it. */
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
