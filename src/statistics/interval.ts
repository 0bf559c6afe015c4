/** An Interval is a range that holds the true value with the stated confidence, 95 % unless said. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
