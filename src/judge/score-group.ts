import type { Score } from './score.ts';

/** The scores by key, in the order the keys first came. */
export function groups(
  scores: readonly Score[],
  key: (score: Score) => string,
): readonly (readonly [string, readonly Score[]])[] {
  const found = new Map<string, Score[]>();
  for (const score of scores) {
    const name = key(score);
    const group = found.get(name);
    if (group === undefined) found.set(name, [score]);
    else group.push(score);
  }
  return [...found];
}

/** The scores of each answer, which has one for every criterion. */
export function byAnswer(scores: readonly Score[]): readonly (readonly Score[])[] {
  return groups(scores, answerKey).map(([, group]) => group);
}

/** The answer that a score belongs to. */
function answerKey({
  target,
  scenario,
  index,
}: Pick<Score, 'target' | 'scenario' | 'index'>): string {
  return `${target}/${scenario}/${index}`;
}
