/** A Rotation gives the n-th of items, which begin anew after the last; there must be one at least. */
export function cyclicItem<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length];
  if (item === undefined) throw new Error('a run needs at least one query');
  return item;
}
