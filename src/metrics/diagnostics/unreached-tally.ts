import type { Barrier, Sample } from '../../sample/sample.ts';

/** Arrivals of one target without a connection, for one reason. */
export interface Unreached {
  readonly target: string;
  readonly barrier: Barrier;
  /** The first error name: `ENOTFOUND`, `EMFILE`. */
  readonly name: string;
  readonly count: number;
  /** Arrivals of the target, except dropped ones. */
  readonly of: number;
}

/** Counts the measured arrivals without a connection. */
export class UnreachedTally {
  readonly #arrivals = new Map<string, number>();
  readonly #groups = new Map<string, Omit<Unreached, 'of' | 'count'> & { count: number }>();

  add({ phase, outcome, target, error }: Sample): void {
    if (phase === 'warmup' || outcome === 'dropped') return;
    this.#arrivals.set(target, (this.#arrivals.get(target) ?? 0) + 1);
    const barrier = error?.barrier;
    if (outcome !== 'unreachable' || barrier === undefined) return;
    const key = `${barrier} ${target}`;
    const group = this.#groups.get(key);
    if (group === undefined)
      this.#groups.set(key, { target, barrier, name: error?.name ?? '', count: 1 });
    else group.count++;
  }

  /** Sorted by count, highest first. */
  unreached(): readonly Unreached[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, of: this.#arrivals.get(group.target) ?? group.count }))
      .toSorted((a, b) => b.count - a.count);
  }
}
