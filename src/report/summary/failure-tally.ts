import type { Outcome } from '../../sample/outcome.ts';
import type { Sample } from '../../sample/sample.ts';
import { failureRemedy } from '../result/failure-remedy.ts';
import type { ErrorGroup } from '../result/result.ts';
import { sanitizeLine } from '../text/sanitize.ts';

/** Maximum groups of one target in a report, and maximum counted separately. */
export const MOST_GROUPS = 20;
const MOST_COUNTED = 1000;

/** Maximum length of a name and of a message, characters. */
const LONGEST_NAME = 60;
const LONGEST_MESSAGE = 300;

/** Name of the group for all other names. */
const OTHER = 'other';

type Group = { -readonly [Key in keyof ErrorGroup]: ErrorGroup[Key] };

/**
 * Groups the failures of one target by outcome, name and remedy. Names that differ only in ids and
 * numbers are one group. The most frequent groups are listed, the rest as one group per outcome.
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
    // A name may have several causes with different remedies.
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

  /** Returns the number of arrivals with this outcome. */
  count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }

  /** Returns the groups, most frequent first, then the groups of other names. */
  groups(): readonly ErrorGroup[] {
    const named = [...this.#groups.values()].sort((a, b) => b.count - a.count);
    const told = named.filter(({ name }) => name !== OTHER).slice(0, MOST_GROUPS);
    const rest = named.filter((group) => !told.includes(group));
    return [...told, ...mergedByOutcome(rest)];
  }
}

/** Merges groups into one per outcome. */
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

/** Replaces ids and numbers in a name by `#`; an HTTP status alone stays. */
function likenessOf(name: string): string {
  if (/^(HTTP )?\d{1,5}$/.test(name)) return name;
  return name
    .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '#')
    .replace(/\b(?=[a-f]*\d)[\da-f]{8,}\b/gi, '#')
    .replace(/\d{2,}/g, '#');
}
