import type { Sample } from '../../sample/sample.ts';

/** Coverage and result of the search for tenants' canaries in answers. */
export interface LeakSearch {
  /** Number of canaries in the dataset, and of tenants with any. */
  readonly canaries: number;
  readonly tenants: number;
  /** Answers searched for other tenants' canaries. */
  readonly searched: number;
  /** Canaries of other tenants found in them. */
  readonly leaks: number;
  /**
   * Answers to tenants with a canary, and those that contained it: proof that canaries can be
   * found.
   */
  readonly ownersAnswers: number;
  readonly ownersShown: number;
}

/** Counts searches and leaks over samples. */
export class LeakTally {
  #searched = 0;
  #leaks = 0;
  #ownersAnswers = 0;
  #ownersShown = 0;

  add({ leaks, ownCanaries, phase }: Sample): void {
    if (phase === 'warmup') return;
    if (leaks !== undefined) {
      this.#searched++;
      this.#leaks += leaks;
    }
    if (ownCanaries === undefined) return;
    this.#ownersAnswers++;
    if (ownCanaries > 0) this.#ownersShown++;
  }

  search(canaries: ReadonlyMap<string, ReadonlySet<string>>): LeakSearch {
    return {
      canaries: new Set([...canaries.values()].flatMap((tokens) => [...tokens])).size,
      tenants: canaries.size,
      searched: this.#searched,
      leaks: this.#leaks,
      ownersAnswers: this.#ownersAnswers,
      ownersShown: this.#ownersShown,
    };
  }
}
