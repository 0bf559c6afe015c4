/** A range that contains the true value with the stated confidence, 95 % by default. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
