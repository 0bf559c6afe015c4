/** Agreement of raters beyond chance: 1 is complete, 0 as by chance, negative below chance. */
export type Agreement = number;

/**
 * Returns Cohen's kappa of two raters, from one pair of categories per rated unit. `quadratic`
 * weights a disagreement by its squared distance, for ordered categories.
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
 * Returns Krippendorff's alpha of any number of raters, with missing ratings allowed, from one list
 * of ratings per unit. Units with fewer than two ratings are ignored.
 *
 * alpha = 1 - (n - 1) * sum of o_ck d_ck / sum of n_c n_k d_ck, where o_ck counts the ordered pairs
 * of values c, k inside units, each pair weighted by 1 / (ratings of its unit - 1). Undefined where
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

/** Returns the sum of distances between every rating on the left and every one on the right. */
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

/**
 * Creates Krippendorff's ordinal metric: (the number of ratings from c to k, both ends counted
 * half) squared.
 */
function ranksBetween(totals: Tally): Distance {
  return (c, k) => {
    const low = Math.min(c, k);
    const high = Math.max(c, k);
    let sum = -((totals.get(c) ?? 0) + (totals.get(k) ?? 0)) / 2;
    for (const [value, count] of totals) if (value >= low && value <= high) sum += count;
    return sum * sum;
  };
}
