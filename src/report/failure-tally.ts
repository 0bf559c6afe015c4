import type { Outcome } from '../sample/outcome.ts';
import type { Sample } from '../sample/sample.ts';
import { failureRemedy } from './failure-remedy.ts';
import type { ErrorGroup } from './result.ts';

/** A FailureTally groups the failures of one target by outcome and name, each with what to do about it. */
export class FailureTally {
  readonly #groups = new Map<string, { -readonly [Key in keyof ErrorGroup]: ErrorGroup[Key] }>();

  add(sample: Sample): void {
    if (sample.outcome === 'ok' || sample.phase === 'warmup') return;
    const name = sample.error?.name ?? sample.outcome;
    const remedy = failureRemedy(sample.outcome, sample.error);
    // One name may have several causes, each with a remedy of its own.
    const key = `${sample.outcome}/${name}/${remedy}`;
    const group = this.#groups.get(key);
    if (group !== undefined) {
      group.count++;
      group.firstAt = Math.min(group.firstAt, sample.due);
      return;
    }
    this.#groups.set(key, {
      outcome: sample.outcome,
      name,
      message: sample.error?.message ?? '',
      count: 1,
      firstAt: sample.due,
      remedy,
    });
  }

  /** How many arrivals ended so. */
  count(outcome: Outcome): number {
    return [...this.#groups.values()]
      .filter((group) => group.outcome === outcome)
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** Most frequent first. */
  groups(): readonly ErrorGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }
}
