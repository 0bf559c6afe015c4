/** A QuantileTable is a distribution told by some of its quantiles: shares, rising, and their values. */
export interface QuantileTable {
  readonly shares: readonly number[];
  readonly values: readonly number[];
}

/**
 * The value below which this share of all lies: straight lines between the quantiles told. Beyond the
 * first and the last it is theirs, as nothing says how far the tails reach.
 */
export function quantileOf({ shares, values }: QuantileTable, share: number): number {
  const above = shares.findIndex((each) => each >= share);
  const high = values[above] ?? values.at(-1) ?? Number.NaN;
  const low = values[above - 1] ?? high;
  const [from = 0, to = 0] = [shares[above - 1], shares[above]];
  return to > from ? low + ((high - low) * (share - from)) / (to - from) : high;
}
