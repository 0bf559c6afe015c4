/**
 * Prices of two targets that share the traffic, US dollars per 1,000 queries; `expensive` is above
 * `cheap`. In the functions below `allowed` is the budget per 1,000 queries. Shares are of all
 * queries, 0 to 1, and undefined where not even a share of 0 is affordable.
 */
export interface Mix {
  readonly expensive: number;
  readonly cheap: number;
}

/**
 * Returns the largest share of the expensive target when a router chooses beforehand: (B - c) / (e
 * - c).
 */
export function routeShare({ expensive, cheap }: Mix, allowed: number): number | undefined {
  return share((allowed - cheap) / (expensive - cheap));
}

/**
 * Returns the largest share that may be repeated on the expensive target when the cheap one answers
 * first: (B - c - v) / e, where v is the cost of checking each cheap answer, per 1,000.
 */
export function cascadeShare(
  { expensive, cheap }: Mix,
  allowed: number,
  verifier = 0,
): number | undefined {
  return share((allowed - cheap - verifier) / expensive);
}

/**
 * Returns the share of the all-expensive bill that routing saves when the expensive target answers
 * `expensiveShare`.
 */
export function routeSaving({ expensive, cheap }: Mix, expensiveShare: number): number {
  return (1 - expensiveShare) * (1 - cheap / expensive);
}

function share(value: number): number | undefined {
  return value < 0 ? undefined : Math.min(1, value);
}
