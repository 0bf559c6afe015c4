/**
 * A Mix is two targets sharing the traffic. Prices are US dollars per 1,000 queries, the dearer
 * `dear` above `cheap`; `allowed` is what the budget leaves. Every share is of all queries, 0 to 1,
 * and undefined where not even a share of 0 is affordable.
 */
export interface Mix {
  readonly expensive: number;
  readonly cheap: number;
}

/** The largest share the dear target may answer when a router picks beforehand: (B - c) / (d - c). */
export function routeShare({ expensive, cheap }: Mix, allowed: number): number | undefined {
  return share((allowed - cheap) / (expensive - cheap));
}

/**
 * The largest share that may be asked again of the dear target when the cheap one answers first:
 * (B - c - v) / d, where v is what checking each cheap answer costs per 1,000.
 */
export function cascadeShare(
  { expensive, cheap }: Mix,
  allowed: number,
  verifier = 0,
): number | undefined {
  return share((allowed - cheap - verifier) / expensive);
}

/** The share of the all-dear bill that routing saves when the dear target answers `dearShare`. */
export function routeSaving({ expensive, cheap }: Mix, dearShare: number): number {
  return (1 - dearShare) * (1 - cheap / expensive);
}

function share(value: number): number | undefined {
  return value < 0 ? undefined : Math.min(1, value);
}
