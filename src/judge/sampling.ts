import type { Random } from '../scenario/random.ts';
import type { Answer } from '../store/answer.ts';

/**
 * Draws at most `perTarget` answers of each target, at random, for the judge.
 *
 * Queries are put in one random order for all targets, so that targets are scored on the same
 * queries as far as they answered them: a paired difference is far surer than one between strangers.
 * Of a query asked more than once any answer may be drawn, early or late in the run; a second one
 * only when every query is in once. The draw depends on the seed and the answers, not on the order
 * in which they came. Targets take turns in the result, so that a judge that is stopped has scored
 * all of them alike.
 */
export function drawSample(
  answers: readonly Answer[],
  perTarget: number,
  random: Random,
): readonly Answer[] {
  const places = shuffledPlaces(answers, random);
  const shuffled = shuffle(answers.toSorted(byArrival), random);
  const targets = [...new Set(answers.map((answer) => answer.target))].sort();
  const draws = targets.map((target) => {
    const own = shuffled.filter((answer) => answer.target === target);
    return inRounds(own, places).slice(0, perTarget);
  });
  const longest = Math.max(0, ...draws.map((draw) => draw.length));
  return Array.from({ length: longest }, (_, turn) =>
    draws.flatMap((draw) => draw[turn] ?? []),
  ).flat();
}

/** Each query's place in one random order. */
function shuffledPlaces(answers: readonly Answer[], random: Random): ReadonlyMap<string, number> {
  const ids = [...new Set(answers.map((answer) => answer.queryId))].sort();
  return new Map(shuffle(ids, random).map((id, place) => [id, place]));
}

/** First one answer to each query, in the queries' order, then a second one to those that have it. */
function inRounds(answers: readonly Answer[], places: ReadonlyMap<string, number>): Answer[] {
  const seen = new Map<string, number>();
  const ranked = answers.map((answer) => {
    const round = seen.get(answer.queryId) ?? 0;
    seen.set(answer.queryId, round + 1);
    return { answer, round, place: places.get(answer.queryId) ?? 0 };
  });
  return ranked.sort((a, b) => a.round - b.round || a.place - b.place).map((entry) => entry.answer);
}

function byArrival(a: Answer, b: Answer): number {
  if (a.scenario !== b.scenario) return a.scenario < b.scenario ? -1 : 1;
  return a.index - b.index;
}

/** R. A. Fisher and F. Yates, 1938, as D. E. Knuth gives it, "Seminumerical Algorithms", 3.4.2. */
function shuffle<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
