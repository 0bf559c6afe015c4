import { contentWords } from './content-words.ts';

/** A part of a document with its metadata. */
export interface Passage {
  readonly text: string;
  /** URI of the document. */
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Retrieved extends Passage {
  /** Relevance relative to the best passage, which has 1; above 0. */
  readonly score: number;
}

/** A searchable set of passages. */
export interface DocumentIndex {
  retrieve(query: string, options: RetrieveOptions): readonly Retrieved[];
}

export interface RetrieveOptions {
  /** Largest number of passages. */
  readonly results: number;
  /** Filters passages by their metadata. */
  readonly admits: (metadata: Passage['metadata']) => boolean;
}

/**
 * Usual constants of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
 */
const K1 = 1.2;
const B = 0.75;

interface IndexedPassage {
  readonly passage: Passage;
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/**
 * Creates an index that ranks passages by BM25 over content words; the real service ranks by
 * meaning.
 *
 * A word w of the query adds idf(w) x f (k1 + 1) / (f + k1 (1 - b + b x length / mean length)),
 * where f is how often the passage has it and idf(w) = ln(1 + (N - n + 0.5) / (n + 0.5)), of N
 * passages n with the word. Passages that share no word with the query are not found.
 */
export function createDocumentIndex(passages: readonly Passage[]): DocumentIndex {
  const index = passages.map(indexed);
  const documentFrequencies = new Map<string, number>();
  for (const { counts } of index) {
    for (const word of counts.keys())
      documentFrequencies.set(word, (documentFrequencies.get(word) ?? 0) + 1);
  }
  const mean = index.reduce((sum, { length }) => sum + length, 0) / Math.max(1, index.length);

  function weight(word: string): number {
    const n = documentFrequencies.get(word) ?? 0;
    return Math.log(1 + (index.length - n + 0.5) / (n + 0.5));
  }

  return {
    retrieve(query, { results, admits }) {
      const words = [...new Set(contentWords(query))].map((word) => ({ word, idf: weight(word) }));
      const found = index
        .filter(({ passage }) => admits(passage.metadata))
        .map(({ passage, counts, length }) => {
          const norm = K1 * (1 - B + (B * length) / mean);
          const score = words.reduce((sum, { word, idf }) => {
            const f = counts.get(word) ?? 0;
            return f === 0 ? sum : sum + (idf * f * (K1 + 1)) / (f + norm);
          }, 0);
          return { ...passage, score };
        })
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, results);
      const best = found[0]?.score ?? 1;
      return found.map((passage) => ({ ...passage, score: passage.score / best }));
    },
  };
}

function indexed(passage: Passage): IndexedPassage {
  const counts = new Map<string, number>();
  const words = contentWords(passage.text);
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { passage, counts, length: words.length };
}
