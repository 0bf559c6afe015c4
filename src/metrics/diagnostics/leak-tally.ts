import type { Sample } from '../../sample/sample.ts';

/** A LeakSearch is how far tenants' canaries were looked for in answers, and what was found. */
export interface LeakSearch {
  /** Canaries of the dataset, and the tenants that have any. */
  readonly canaries: number;
  readonly tenants: number;
  /** Answers in which another tenant's canary could have been found. */
  readonly searched: number;
  /** Canaries of other tenants found in them. */
  readonly leaks: number;
  /** Answers to tenants that have a canary, and those of them that held it: proof that one can be found. */
  readonly ownersAnswers: number;
  readonly ownersShown: number;
}

/** A LeakTally counts over samples what was looked for in them. */
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
