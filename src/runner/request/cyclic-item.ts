/** Returns the n-th item of a list that repeats; the list must not be empty. */
export function cyclicItem<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length];
  if (item === undefined) throw new Error('a run needs at least one query');
  return item;
}
