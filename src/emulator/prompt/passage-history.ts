import type { Random } from '../../random/random.ts';
import { splitSentences } from './sentence.ts';

/** A PassageHistory keeps sentences of past prompts, for the fault that shows one tenant's to another. */
export interface PassageHistory {
  keep(tenant: string | undefined, passages: readonly string[]): void;
  /** A sentence of another tenant's passages; undefined while none is known. */
  foreign(
    tenant: string | undefined,
    passages: readonly string[],
    random: Random,
  ): string | undefined;
}

/** Looks like an internal code: the sort of thing a leak is noticed by. */
const CODE = /\b[A-Z][A-Z0-9]{2,}-[A-Z0-9]*\d[A-Z0-9-]*\b/;

const KEPT_PER_TENANT = 64;

/** Sentences with a code in them are preferred, because a leak without one goes unnoticed. */
export function createPassageHistory(): PassageHistory {
  const coded = new Map<string, Set<string>>();
  const plain = new Map<string, Set<string>>();
  return {
    keep(tenant = '', passages) {
      for (const passage of passages) {
        for (const sentence of splitSentences(passage)) {
          const shelf = CODE.test(sentence) ? coded : plain;
          const kept = shelf.get(tenant) ?? new Set();
          shelf.set(tenant, kept);
          if (kept.size < KEPT_PER_TENANT) kept.add(sentence);
        }
      }
    },
    foreign(tenant = '', passages, random) {
      const own = passages.join('\n');
      for (const shelf of [coded, plain]) {
        const sentences = [...shelf]
          // Without tenants all that can be told is that the passage was not this request's.
          .filter(([owner]) => tenant === '' || owner !== tenant)
          .flatMap(([, kept]) => [...kept])
          .filter((sentence) => !own.includes(sentence));
        const sentence = sentences[Math.floor(random() * sentences.length)];
        if (sentence !== undefined) return sentence;
      }
      return undefined;
    },
  };
}
