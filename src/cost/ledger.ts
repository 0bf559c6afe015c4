import type { Sample } from '../sample/sample.ts';
import type { Interval } from '../statistics/interval.ts';
import { normalReach } from '../statistics/student.ts';

/**
 * Adds up the costs of samples. One sample without a cost makes the total unknown. A cost per
 * answer remains known with a few uncounted arrivals, such as a timeout or two: they are taken at
 * the mean, and the interval takes them from 0 to the most expensive. The known part of each, at
 * least its input, is kept.
 */
export interface Ledger {
  /**
   * Adds a sample; `missing` names the prices or counts that one without a cost lacks, a sentence
   * each.
   */
  add(
    sample: Pick<Sample, 'phase' | 'outcome' | 'costUsd' | 'costAtLeastUsd' | 'costAtMostUsd'>,
    missing?: readonly string[],
  ): void;
  /** Cost of all samples, warm-up included, US dollars; undefined if any of them is unknown. */
  readonly spent: number | undefined;
  /** Known part of that cost, US dollars. */
  readonly spentAtLeast: number;
  /** Upper bound of that cost, US dollars; undefined if a sample has none. */
  readonly spentAtMost: number | undefined;
  /** Number of samples without a known cost. */
  readonly unknown: number;
  /** What they lack, with the number of samples that lack it. */
  readonly missing: ReadonlyMap<string, number>;
  /**
   * Cost per 1,000 `ok` answers of the measured phase, US dollars; undefined without any, or if
   * more than 1 arrival in 20 has no known cost.
   */
  readonly per1k: number | undefined;
  /** Known part of `per1k`, US dollars; undefined without answers. */
  readonly per1kAtLeast: number | undefined;
  /** 95 % interval of `per1k`; absent below 30 answers, where it would be too narrow. */
  readonly per1kInterval: Interval | undefined;
}

/** Minimum number of answers for the normal approximation below. */
const FLOOR = 30;

/** Maximum share of arrivals without a known cost that are taken at the mean. */
const UNCOUNTED = 0.05;

/**
 * Creates an empty ledger.
 *
 * Cost per answer is a ratio estimate: arrivals i cost c_i and answer y_i = 1 or 0 times, so R =
 * sum(c) / sum(y), with the standard error sqrt(n / (n - 1) x sum((c_i - R y_i)^2)) / sum(y)
 * (Cochran, Sampling Techniques, 1977, 6.4). Failures that cost something widen it.
 */
export function createLedger(): Ledger {
  let spent = 0;
  let atMost = 0;
  let unknown = 0;
  let unknownMeasured = 0;
  let n = 0;
  let answers = 0;
  let sumCost = 0;
  let mostExpensive = 0;
  let sumSquares = 0;
  let sumAnswered = 0;
  let sumAtLeast = 0;
  const missing = new Map<string, number>();

  return {
    add({ phase, outcome, costUsd, costAtLeastUsd = 0, costAtMostUsd = costUsd }, lacks = []) {
      spent += costUsd ?? costAtLeastUsd;
      atMost += costAtMostUsd ?? Number.POSITIVE_INFINITY;
      if (costUsd === undefined) unknown++;
      for (const lack of lacks) missing.set(lack, (missing.get(lack) ?? 0) + 1);
      if (phase === 'warmup') return;
      n++;
      if (outcome === 'ok') answers++;
      if (costUsd === undefined) {
        unknownMeasured++;
        sumAtLeast += costAtLeastUsd;
        mostExpensive = Math.max(mostExpensive, costAtLeastUsd);
        return;
      }
      sumCost += costUsd;
      mostExpensive = Math.max(mostExpensive, costUsd);
      sumSquares += costUsd ** 2;
      if (outcome === 'ok') sumAnswered += costUsd;
    },
    get spent() {
      return unknown === 0 ? spent : undefined;
    },
    get spentAtLeast() {
      return spent;
    },
    get spentAtMost() {
      return Number.isFinite(atMost) ? atMost : undefined;
    },
    get unknown() {
      return unknown;
    },
    missing,
    get per1k() {
      if (answers === 0 || unknownMeasured > UNCOUNTED * n) return undefined;
      const uncounted = Math.max((sumCost * unknownMeasured) / (n - unknownMeasured), sumAtLeast);
      return (1000 * (sumCost + uncounted)) / answers;
    },
    get per1kAtLeast() {
      return answers === 0 ? undefined : (1000 * (sumCost + sumAtLeast)) / answers;
    },
    get per1kInterval() {
      if (answers < FLOOR || unknownMeasured > UNCOUNTED * n) return undefined;
      const ratio = sumCost / answers;
      // Subtle: equal costs can leave a tiny negative rest of the subtraction.
      const rest = Math.max(0, sumSquares - 2 * ratio * sumAnswered + ratio ** 2 * answers);
      const margin = (normalReach(0.95) * Math.sqrt((n / (n - 1)) * rest)) / answers;
      const uncounted = (unknownMeasured * mostExpensive) / answers;
      return { low: 1000 * Math.max(0, ratio - margin), high: 1000 * (ratio + uncounted + margin) };
    },
  };
}
