/** Agreement is how far raters agree beyond chance: 1 always, 0 as by chance, below 0 worse than that. */
export type Agreement = number;

/**
 * Cohen's kappa of two raters: one pair of categories for each thing rated. `quadratic` weighs a
 * disagreement by the square of its distance, for categories in order.
 *
 * kappa = 1 - observed disagreement / disagreement expected from the raters' own shares; undefined
 * where no disagreement could be expected, as when both use one category only.
 *
 * J. Cohen, "A coefficient of agreement for nominal scales", 1960, and "Weighted kappa", 1968.
 */
export function cohenKappa(
  pairs: readonly (readonly [number, number])[],
  weights: 'none' | 'quadratic' = 'none',
): Agreement | undefined {
  const distance = weights === 'none' ? unequal : (a: number, b: number) => (a - b) ** 2;
  const left = tally(pairs.map(([a]) => a));
  const right = tally(pairs.map(([, b]) => b));
  const observed = pairs.reduce((sum, [a, b]) => sum + distance(a, b), 0);
  const expected = crossed(left, right, distance) / pairs.length;
  return ratio(observed, expected);
}

/**
 * Krippendorff's alpha of any number of raters, some of whom may have left some units out: one list
 * of ratings for each unit. Units with fewer than two ratings say nothing and are left out.
 *
 * alpha = 1 - (n - 1) * sum of o_ck d_ck / sum of n_c n_k d_ck, where o_ck counts the ordered pairs
 * of values c, k inside units, each pair weighing 1 / (ratings of its unit - 1). Undefined where
 * every rating is the same.
 *
 * K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011.
 */
export function krippendorffAlpha(
  units: readonly (readonly number[])[],
  scale: 'nominal' | 'ordinal',
): Agreement | undefined {
  const pairable = units.filter((unit) => unit.length > 1);
  const totals = tally(pairable.flat());
  const n = pairable.flat().length;
  const distance = scale === 'nominal' ? unequal : ranksBetween(totals);
  const observed = pairable.reduce((sum, unit) => {
    const own = tally(unit);
    return sum + crossed(own, own, distance) / (unit.length - 1);
  }, 0);
  return ratio(observed, crossed(totals, totals, distance) / (n - 1));
}

type Distance = (a: number, b: number) => number;
type Tally = ReadonlyMap<number, number>;

function tally(ratings: readonly number[]): Tally {
  const counts = new Map<number, number>();
  for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  return counts;
}

/** The sum of distances between every rating on the left and every one on the right. */
function crossed(left: Tally, right: Tally, distance: Distance): number {
  let sum = 0;
  for (const [a, countA] of left) {
    for (const [b, countB] of right) sum += countA * countB * distance(a, b);
  }
  return sum;
}

function ratio(observed: number, expected: number): Agreement | undefined {
  return expected > 0 ? 1 - observed / expected : undefined;
}

function unequal(a: number, b: number): number {
  return a === b ? 0 : 1;
}

/** Krippendorff's ordinal metric: (the ratings from c to k, the two ends counted half) squared. */
function ranksBetween(totals: Tally): Distance {
  return (c, k) => {
    const low = Math.min(c, k);
    const high = Math.max(c, k);
    let sum = -((totals.get(c) ?? 0) + (totals.get(k) ?? 0)) / 2;
    for (const [value, count] of totals) if (value >= low && value <= high) sum += count;
    return sum * sum;
  };
}
