import type { Outcome } from '../sample/outcome.ts';
import type { Sample } from '../sample/sample.ts';
import type { ErrorGroup } from './result.ts';

/** A FailureTally groups the failures of one target by outcome and name, each with what to do about it. */
export class FailureTally {
  readonly #groups = new Map<string, { -readonly [Key in keyof ErrorGroup]: ErrorGroup[Key] }>();

  add(sample: Sample): void {
    if (sample.outcome === 'ok' || sample.phase === 'warmup') return;
    const name = sample.error?.name ?? sample.outcome;
    const key = `${sample.outcome}/${name}`;
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
      remedy: name === NO_ROOM.name ? NO_ROOM.remedy : REMEDY[sample.outcome],
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

/** An arrival that the spend cap held back; the runner names it so. */
const NO_ROOM = {
  name: 'SpendCap',
  remedy:
    'Raise budget.run, or lower prompt.maxTokens: the most a request may cost is held for it.',
};

const REMEDY: Readonly<Record<Outcome, string>> = {
  ok: '',
  throttled:
    'Ask for a higher quota, lower maxTokens (unused tokens are reserved too), or spread the load.',
  quota_exhausted: 'Wait until the quota renews or ask for a higher one; retrying does not help.',
  timeout: 'Shorten the answer, raise the timeout, or pick a faster model or more capacity.',
  refused_request: 'Mend the request: check credentials, region, the model’s name and the body.',
  server_error: 'The service’s own failure: retry with back-off, and watch its status.',
  model_error: 'The model’s container failed: read its logs for the original error.',
  incomplete: 'The stream broke off: count the answer as cut, and retry it.',
  interrupted: 'Cut by us at the end of the run: lengthen gracefulStop to see them end.',
  dropped: 'No free virtual user: raise maxVUs, or let arrivals queue with onSaturation "queue".',
};
