/** A distribution given by some of its quantiles: ascending shares and their values. */
export interface QuantileTable {
  readonly shares: readonly number[];
  readonly values: readonly number[];
}

/**
 * Returns the quantile of a share, linearly interpolated. Clamps to the first and last value, as
 * the table does not describe the tails.
 */
export function quantileOf({ shares, values }: QuantileTable, share: number): number {
  const above = shares.findIndex((each) => each >= share);
  const high = values[above] ?? values.at(-1) ?? Number.NaN;
  const low = values[above - 1] ?? high;
  const [from = 0, to = 0] = [shares[above - 1], shares[above]];
  return to > from ? low + ((high - low) * (share - from)) / (to - from) : high;
}
