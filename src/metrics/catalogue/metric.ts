import type { Unit } from './format-quantity.ts';

/** A named quantity with its type, unit and definition. */
export interface Metric {
  readonly name: string;
  readonly type: 'trend' | 'rate' | 'counter' | 'gauge';
  readonly unit: Unit;
  /** Definition in one line, as printed in reports. */
  readonly definition: string;
  /** Absent where neither direction is better. */
  readonly lowerIsBetter?: boolean;
  /** A trend that also has a sum: it supports `count` and `rate` too. */
  readonly summed?: true;
  /** Measures the answers' content and contains no client time. */
  readonly ofAnswers?: true;
  /** A gauge of the mean of its values in place of the last one. */
  readonly averaged?: true;
}
