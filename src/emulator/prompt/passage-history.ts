import type { Random } from '../../random/random.ts';
import { splitSentences } from './sentence.ts';

/** Sentences of past prompts, for the fault that leaks one tenant's sentence to another. */
export interface PassageHistory {
  keep(tenant: string | undefined, passages: readonly string[]): void;
  /** Returns a sentence of another tenant's passages; undefined while none is known. */
  pickForeign(
    tenant: string | undefined,
    passages: readonly string[],
    random: Random,
  ): string | undefined;
}

/** Matches internal codes, by which a leak is noticed. */
const CODE = /\b[A-Z][A-Z0-9]{2,}-[A-Z0-9]*\d[A-Z0-9-]*\b/;

/** Largest number of sentences of one kind a tenant, with a code or without. */
const KEPT_PER_TENANT = 64;

/**
 * Creates a history that prefers sentences with a code, because a leak without one goes unnoticed.
 */
export function createPassageHistory(): PassageHistory {
  const coded = new Map<string, Set<string>>();
  const plain = new Map<string, Set<string>>();
  return {
    keep(tenant = '', passages) {
      for (const passage of passages) {
        for (const sentence of splitSentences(passage)) {
          const sentencesByTenant = CODE.test(sentence) ? coded : plain;
          const kept = sentencesByTenant.get(tenant) ?? new Set();
          sentencesByTenant.set(tenant, kept);
          if (kept.size < KEPT_PER_TENANT) kept.add(sentence);
        }
      }
    },
    pickForeign(tenant = '', passages, random) {
      const own = passages.join('\n');
      for (const sentencesByTenant of [coded, plain]) {
        const sentences = [...sentencesByTenant]
          // Without a tenant only the request's own passages can be excluded, below.
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
