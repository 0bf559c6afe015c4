/** TokenPrices are US dollars per million tokens of each kind; one is absent where nobody stated it. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  /** Of a cache entry that is kept five minutes. */
  readonly cacheWrite?: number;
  /** Of a cache entry that is kept one hour. */
  readonly cacheWrite1h?: number;
}

/**
 * A PriceRow is what one model's tokens cost, on a date, by a source, and the range it holds for. What
 * is asked outside of the range has no known price.
 */
export interface PriceRow extends TokenPrices {
  /** A Bedrock model id without its region prefix, or any name a target's `price` refers to. */
  readonly id: string;
  /** The AWS regions whose price it is; a row of one's own without them holds wherever it is named. */
  readonly regions?: readonly string[];
  /** The longest prompt it holds for, in input tokens, cached ones included. */
  readonly upToInputTokens?: number;
  /** What all tokens of a longer prompt cost; absent where that is not known. */
  readonly beyond?: TokenPrices;
  /** What a service tier costs as a multiple of these prices; absent where it is not sold, or not known. */
  readonly tiers?: { readonly flex?: number; readonly priority?: number };
  /** Where the figures were read. */
  readonly source: string;
  /** ISO date on which they were read. */
  readonly asOf: string;
}

/** A FixedCost is paid by the month, whatever the traffic. */
export interface FixedCost {
  readonly name: string;
  /** US dollars per month of 365/12 days. */
  readonly perMonth: number;
}
