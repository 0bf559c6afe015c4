import type { Score } from './score.ts';

/** Groups scores by key, in order of first appearance. */
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

/** Groups scores by answer; each answer has one per criterion. */
export function byAnswer(scores: readonly Score[]): readonly (readonly Score[])[] {
  return groups(scores, answerKey).map(([, group]) => group);
}

/** Returns the key of a score's answer. */
function answerKey({
  target,
  scenario,
  index,
}: Pick<Score, 'target' | 'scenario' | 'index'>): string {
  return `${target}/${scenario}/${index}`;
}
