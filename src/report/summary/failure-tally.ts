import type { Outcome } from '../../sample/outcome.ts';
import type { Sample } from '../../sample/sample.ts';
import { failureRemedy } from '../result/failure-remedy.ts';
import type { ErrorGroup } from '../result/result.ts';
import { sanitizeLine } from '../text/sanitize.ts';

/** The most groups that are told of a target, and the most that are counted apart. */
export const MOST_GROUPS = 20;
const MOST_COUNTED = 1000;

/** Characters of a name and of a message that are told. */
const LONGEST_NAME = 60;
const LONGEST_MESSAGE = 300;

/** The name of the groups too many to tell. */
const OTHER = 'other';

type Group = { -readonly [Key in keyof ErrorGroup]: ErrorGroup[Key] };

/**
 * A FailureTally groups the failures of one target by outcome and name, each with what to do about it.
 * Names that differ in numbers alone are one; of very many the most frequent are told, and of each
 * outcome the others together.
 */
export class FailureTally {
  readonly #groups = new Map<string, Group>();
  readonly #counts = new Map<Outcome, number>();

  add(sample: Sample): void {
    const { outcome, error, due } = sample;
    if (outcome === 'ok' || sample.phase === 'warmup') return;
    this.#counts.set(outcome, this.count(outcome) + 1);
    const name = sanitizeLine(error?.name ?? outcome, LONGEST_NAME);
    const remedy = failureRemedy(outcome, error);
    const likeness = likenessOf(name);
    // One name may have several causes, each with a remedy of its own.
    const key = `${outcome}/${likeness}/${remedy}`;
    const known = this.#groups.get(key);
    const full = known === undefined && this.#groups.size >= MOST_COUNTED;
    const group = known ?? this.#groups.get(`${outcome}/`);
    if (group !== undefined && (known !== undefined || full)) {
      group.count++;
      group.firstAt = Math.min(group.firstAt, due);
      if (known !== undefined && group.name !== name) group.name = likeness;
      return;
    }
    this.#groups.set(full ? `${outcome}/` : key, {
      outcome,
      name: full ? OTHER : name,
      message: sanitizeLine(error?.message ?? '', LONGEST_MESSAGE),
      count: 1,
      firstAt: due,
      remedy,
    });
  }

  /** How many arrivals ended so. */
  count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }

  /** Most frequent first, those of other names last. */
  groups(): readonly ErrorGroup[] {
    const named = [...this.#groups.values()].sort((a, b) => b.count - a.count);
    const told = named.filter(({ name }) => name !== OTHER).slice(0, MOST_GROUPS);
    const rest = named.filter((group) => !told.includes(group));
    return [...told, ...mergedByOutcome(rest)];
  }
}

/** One group for each outcome, whatever the names. */
function mergedByOutcome(groups: readonly Group[]): readonly ErrorGroup[] {
  const merged = new Map<Outcome, Group>();
  for (const group of groups) {
    const others = merged.get(group.outcome);
    if (others === undefined)
      merged.set(group.outcome, { ...group, name: OTHER, message: amongOthers(group) });
    else {
      others.count += group.count;
      others.firstAt = Math.min(others.firstAt, group.firstAt);
    }
  }
  return [...merged.values()];
}

function amongOthers({ name, message }: Group): string {
  return `Of further names, among them "${name}": ${message}`;
}

/** The name with ids and numbers left open; a bare number, such as an HTTP status, is a name. */
function likenessOf(name: string): string {
  if (/^(HTTP )?\d{1,5}$/.test(name)) return name;
  return name
    .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '#')
    .replace(/\b(?=[a-f]*\d)[\da-f]{8,}\b/gi, '#')
    .replace(/\d{2,}/g, '#');
}
