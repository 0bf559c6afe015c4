/** A PriceRow is what one model's tokens cost, in US dollars per million tokens, on a date, by a source. */
export interface PriceRow {
  /** A Bedrock model id without its region prefix, or any name a target's `price` refers to. */
  readonly id: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
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
