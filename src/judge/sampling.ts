import { hash } from 'node:crypto';
import type { Answer } from '../store/answer.ts';

/**
 * An AnswerSample draws at most `perTarget` answers of each target, at random, for the judge, and keeps
 * no others while they come: its memory does not grow with the run.
 *
 * Queries are in one random order for all targets, so that targets are scored on the same queries as
 * far as they answered them: a paired difference is far surer than one between strangers. Of a query
 * asked more than once any answer may be drawn, early or late in the run; a second one only when every
 * query is in once. Both orders are by a hash of the seed and the name, so that the draw depends on
 * the seed and the answers, and not on the order in which they came.
 */
export class AnswerSample {
  readonly #perTarget: number;
  readonly #seed: number;
  readonly #draws = new Map<string, Draw>();

  constructor(perTarget: number, seed: number) {
    this.#perTarget = perTarget;
    this.#seed = seed;
  }

  /** Returns the answer that is not among the drawn any more: the one added, or one in whose place it is. */
  add(answer: Answer): Answer | undefined {
    let draw = this.#draws.get(answer.target);
    if (draw === undefined) {
      draw = new Draw(this.#perTarget, this.#seed);
      this.#draws.set(answer.target, draw);
    }
    return draw.add(answer);
  }

  /** Targets take turns in it, so that a judge that is stopped has scored all of them alike. */
  drawn(): readonly Answer[] {
    const targets = [...this.#draws.keys()].sort();
    const draws = targets.map((target) => this.#draws.get(target)?.answers() ?? []);
    const longest = Math.max(0, ...draws.map((draw) => draw.length));
    return Array.from({ length: longest }, (_, turn) =>
      draws.flatMap((draw) => draw[turn] ?? []),
    ).flat();
  }
}

/** The drawn answers to one query, in their random order. */
interface Group {
  /** Where the query is in the random order of all. */
  readonly place: string;
  readonly entries: Entry[];
}

interface Entry {
  readonly answer: Answer;
  /** Where it is in the random order of its query's answers. */
  readonly rank: string;
}

/**
 * One target's draw: of all its answers so far the first in rounds, each query's first answer in the
 * order of the queries, then each one's second. One more answer moves others back and none forward,
 * so that what is left out once need never be looked at again.
 */
class Draw {
  readonly #most: number;
  readonly #seed: number;
  readonly #groups = new Map<string, Group>();
  #size = 0;
  /** The group whose last answer is the last of all; undefined until it is looked for. */
  #last: Group | undefined;

  constructor(most: number, seed: number) {
    this.#most = most;
    this.#seed = seed;
  }

  add(answer: Answer): Answer | undefined {
    const { queryId, scenario, index } = answer;
    const known = this.#groups.get(queryId);
    const group = known ?? { place: this.#digest('query', queryId), entries: [] };
    const entry = { answer, rank: this.#digest('answer', scenario, String(index)) };
    const last = this.#size < this.#most ? undefined : (this.#last ??= this.#findLast());
    if (last !== undefined && comesAfter(group, group.entries.length, last)) {
      // No more answers of the query are drawn than there are: this one may take the place of another.
      if (known === undefined) return answer;
      insert(group.entries, entry);
      return group.entries.pop()?.answer;
    }
    if (this.#most === 0) return answer;
    if (known === undefined) this.#groups.set(queryId, group);
    insert(group.entries, entry);
    this.#size += 1;
    this.#last = undefined;
    return last === undefined ? undefined : this.#drop(last);
  }

  answers(): readonly Answer[] {
    return [...this.#groups.values()]
      .flatMap(({ place, entries }) =>
        entries.map(({ answer }, round) => ({ answer, round, place })),
      )
      .sort((a, b) => a.round - b.round || compare(a.place, b.place))
      .map(({ answer }) => answer);
  }

  #drop({ entries }: Group): Answer | undefined {
    const dropped = entries.pop()?.answer;
    this.#size -= 1;
    if (dropped !== undefined && entries.length === 0) this.#groups.delete(dropped.queryId);
    return dropped;
  }

  #findLast(): Group | undefined {
    let last: Group | undefined;
    for (const group of this.#groups.values()) {
      if (last === undefined || comesAfter(group, group.entries.length - 1, last)) last = group;
    }
    return last;
  }

  #digest(...names: readonly string[]): string {
    return hash('sha256', JSON.stringify([this.#seed, 'judge', ...names]));
  }
}

/** Whether the answer of a group in a round comes after the last of another. */
function comesAfter({ place }: Group, round: number, last: Group): boolean {
  return (round - (last.entries.length - 1) || compare(place, last.place)) > 0;
}

function insert(entries: Entry[], entry: Entry): void {
  const at = entries.findIndex(({ rank }) => compare(entry.rank, rank) < 0);
  entries.splice(at === -1 ? entries.length : at, 0, entry);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
