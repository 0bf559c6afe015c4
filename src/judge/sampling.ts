import { hash } from 'node:crypto';
import type { Answer } from '../store/answer.ts';

/**
 * Draws a random sample of at most `perTarget` answers per target for the judge. Keeps no other
 * answers, so its memory does not grow with the run.
 *
 * Queries have one random order for all targets, so that targets are scored on the same queries as
 * far as they answered them: a paired difference has less variance than an unpaired one. For a
 * repeated query any of its answers may be drawn, early or late in the run; a second one only when
 * every query is included once. Both orders come from a hash of the seed and the name, so that the
 * sample depends on the seed and the answers, and not on their arrival order.
 */
export class AnswerSample {
  readonly #perTarget: number;
  readonly #seed: number;
  readonly #draws = new Map<string, Draw>();

  constructor(perTarget: number, seed: number) {
    this.#perTarget = perTarget;
    this.#seed = seed;
  }

  /**
   * Adds an answer; returns the one that is no longer in the sample: this one or the one it
   * replaces.
   */
  add(answer: Answer): Answer | undefined {
    let draw = this.#draws.get(answer.target);
    if (draw === undefined) {
      draw = new Draw(this.#perTarget, this.#seed);
      this.#draws.set(answer.target, draw);
    }
    return draw.add(answer);
  }

  /**
   * Returns the sample, alternating between targets, so that an interrupted judge has scored all of
   * them equally.
   */
  drawn(): readonly Answer[] {
    const targets = [...this.#draws.keys()].sort();
    const draws = targets.map((target) => this.#draws.get(target)?.answers() ?? []);
    const longest = Math.max(0, ...draws.map((draw) => draw.length));
    return Array.from({ length: longest }, (_, turn) =>
      draws.flatMap((draw) => draw[turn] ?? []),
    ).flat();
  }
}

/** The drawn answers to one query, in random order. */
interface Group {
  /** Sort key of the query in the random order. */
  readonly sortKey: string;
  readonly entries: Entry[];
}

interface Entry {
  readonly answer: Answer;
  /** Sort key of the answer among its query's answers. */
  readonly rank: string;
}

/**
 * The sample of one target: the first of all its answers in rounds, each query's first answer in
 * query order, then each one's second. A new answer only moves others back, so that a rejected one
 * is never needed again.
 */
class Draw {
  readonly #maxAnswers: number;
  readonly #seed: number;
  readonly #groups = new Map<string, Group>();
  #size = 0;
  /** The group with the last answer of all; undefined until computed. */
  #last: Group | undefined;

  constructor(maxAnswers: number, seed: number) {
    this.#maxAnswers = maxAnswers;
    this.#seed = seed;
  }

  add(answer: Answer): Answer | undefined {
    const { queryId, scenario, index } = answer;
    const known = this.#groups.get(queryId);
    const group = known ?? { sortKey: this.#digest('query', queryId), entries: [] };
    const entry = { answer, rank: this.#digest('answer', scenario, String(index)) };
    const last = this.#size < this.#maxAnswers ? undefined : (this.#last ??= this.#findLast());
    if (last !== undefined && comesAfter(group, group.entries.length, last)) {
      // The query's number of answers stays the same: this one may replace another.
      if (known === undefined) return answer;
      insert(group.entries, entry);
      return group.entries.pop()?.answer;
    }
    if (this.#maxAnswers === 0) return answer;
    if (known === undefined) this.#groups.set(queryId, group);
    insert(group.entries, entry);
    this.#size += 1;
    this.#last = undefined;
    return last === undefined ? undefined : this.#drop(last);
  }

  answers(): readonly Answer[] {
    return [...this.#groups.values()]
      .flatMap(({ sortKey, entries }) =>
        entries.map(({ answer }, round) => ({ answer, round, sortKey })),
      )
      .sort((a, b) => a.round - b.round || compare(a.sortKey, b.sortKey))
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

/** Whether a group's answer of a round comes after the last answer of another group. */
function comesAfter({ sortKey }: Group, round: number, last: Group): boolean {
  return (round - (last.entries.length - 1) || compare(sortKey, last.sortKey)) > 0;
}

function insert(entries: Entry[], entry: Entry): void {
  const at = entries.findIndex(({ rank }) => compare(entry.rank, rank) < 0);
  entries.splice(at === -1 ? entries.length : at, 0, entry);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
