import type { Random } from '../../random/random.ts';
import { contentWords } from '../prompt/content-words.ts';
import { splitSentences } from '../prompt/sentence.ts';
import type { ErrorRates } from './error-rates.ts';
import type { InjectedError, GroundTruth } from './ground-truth.ts';
import type { ParsedPrompt } from './parse-prompt.ts';

/** An answer of a stand-in model with its injected errors. */
export interface ExtractiveAnswer extends GroundTruth {
  readonly text: string;
}

/** The answer where the passages lack the answer. */
export const NOT_FOUND = 'The documents do not contain the answer to this question.';

/**
 * Returns the sentences of the prompt's passages that match its question best, or a sentence that
 * says they lack the answer.
 *
 * Only quotes, so it is right exactly when a passage answers in words close to the question's.
 * Repeats a prompt without passages and without a question. `quality` holds its error rates.
 */
export function extractAnswer(
  reading: ParsedPrompt,
  quality: ErrorRates,
  random: Random,
): ExtractiveAnswer {
  const draws = {
    miss: random(),
    stray: random(),
    bluff: random(),
    garble: random(),
    which: random(),
    refuse: random(),
  };
  const { question, passages } = reading;
  if (passages.length === 0 && !question.endsWith('?')) {
    return { text: question, refused: false, injectedErrors: [] };
  }
  const sentences = rank(question, passages);
  const best = sentences[0];
  if (best === undefined) return refusal([]);
  const found = best.coverage >= FLOOR;
  if (found ? draws.refuse < quality.refuse : draws.bluff >= quality.bluff) {
    return refusal(found ? ['refuse'] : []);
  }

  const injectedErrors: InjectedError[] = found ? [] : ['bluff'];
  const wrongSentence = sentences.find((sentence) => sentence.passage !== best.passage);
  const missed = draws.miss < quality.miss && wrongSentence !== undefined;
  if (missed) injectedErrors.push('miss');
  const chosen = missed ? [wrongSentence] : choose(sentences);
  const quoted = chosen.toSorted((a, b) => a.position - b.position).map(({ text }) => text);
  if (draws.stray < quality.stray) {
    const others = sentences.filter((sentence) => !chosen.includes(sentence));
    const stray = others[Math.floor(draws.which * others.length)];
    if (stray !== undefined) {
      quoted.push(stray.text);
      injectedErrors.push('stray');
    }
  }
  const text = quoted.join(' ');
  if (draws.garble >= quality.garble || !/\d/.test(text))
    return { text, refused: false, injectedErrors };
  return {
    text: garble(text, draws.which),
    refused: false,
    injectedErrors: [...injectedErrors, 'garble'],
  };
}

function refusal(injectedErrors: readonly InjectedError[]): ExtractiveAnswer {
  return { text: NOT_FOUND, refused: true, injectedErrors };
}

/** Changes the last digit of the first run of digits. */
function garble(text: string, which: number): string {
  return text.replace(/\d(?!\d)/, (digit) =>
    String((Number(digit) + 1 + Math.floor(which * 9)) % 10),
  );
}

/** Least share of the question's weight that an answer covers. */
const FLOOR = 0.4;
const MOST_SENTENCES = 3;
/** Least share of the question's weight that a further sentence must add. */
const LEAST_GAIN = 0.2;

interface RankedSentence {
  readonly text: string;
  /** Index of the sentence in the prompt. */
  readonly position: number;
  /** Index of its passage. */
  readonly passage: number;
  readonly words: ReadonlySet<string>;
  readonly weights: ReadonlyMap<string, number>;
  /** Share of the question's weight, 0 to 1: three quarters by the sentence, one by its passage. */
  readonly coverage: number;
  readonly score: number;
}

/**
 * Ranks sentences by BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75; a word counts once a
 * sentence) plus a share of their passage's weight, because a passage's subject is often in another
 * sentence of it.
 */
function rank(question: string, passages: readonly string[]): RankedSentence[] {
  const documents = passages.flatMap((text, passage) =>
    splitSentences(text).map((sentence) => ({
      text: sentence,
      passage,
      words: contentWords(sentence),
    })),
  );
  const weights = inverseFrequencies(
    question,
    documents.map(({ words }) => new Set(words)),
  );
  const total = sum(weights.values());
  const average = sum(documents.map(({ words }) => words.length)) / documents.length;
  const subjects = passages.map((text) => sharedWeight(weights, new Set(contentWords(text))));
  return documents
    .map(({ text, passage, words }, position) => {
      const distinct = new Set(words);
      const length = 1.2 * (0.25 + 0.75 * (words.length / average));
      const subject = subjects[passage] ?? 0;
      const share = sharedWeight(weights, distinct);
      return {
        text,
        position,
        passage,
        words: distinct,
        weights,
        coverage: total === 0 ? 0 : (0.75 * share + 0.25 * subject) / total,
        score: (share * 2.2) / (1 + length) + PASSAGE_SHARE * subject,
      };
    })
    .toSorted((a, b) => b.score - a.score || a.position - b.position);
}

const PASSAGE_SHARE = 0.3;

/** Returns the inverse document frequency of the question's words over the sentences. */
function inverseFrequencies(
  question: string,
  documents: readonly ReadonlySet<string>[],
): Map<string, number> {
  const n = documents.length;
  const frequencies = new Map(contentWords(question).map((word) => [word, 0]));
  for (const words of documents) {
    for (const word of sharedWords(frequencies, words)) {
      frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
    }
  }
  return new Map(
    Array.from(frequencies, ([word, df]) => [word, Math.log(1 + (n - df + 0.5) / (df + 0.5))]),
  );
}

function sharedWeight(weights: ReadonlyMap<string, number>, words: ReadonlySet<string>): number {
  return sum(sharedWords(weights, words).map((word) => weights.get(word) ?? 0));
}

/**
 * Returns the words of both. Iterates over the smaller, so that the cost of all sentences is linear
 * in their words, however long the question is.
 */
function sharedWords(
  weights: ReadonlyMap<string, number>,
  words: ReadonlySet<string>,
): readonly string[] {
  return words.size < weights.size
    ? Array.from(words).filter((word) => weights.has(word))
    : Array.from(weights.keys()).filter((word) => words.has(word));
}

/** Chooses the best sentence and up to two more that cover further words of the question. */
function choose(sentences: readonly RankedSentence[]): RankedSentence[] {
  const chosen: RankedSentence[] = [];
  const covered = new Set<string>();
  const total = sum(sentences[0]?.weights.values() ?? []);
  for (const sentence of sentences) {
    const gained = sharedWords(sentence.weights, sentence.words).filter(
      (word) => !covered.has(word),
    );
    const gain = sum(gained.map((word) => sentence.weights.get(word) ?? 0));
    if (chosen.length > 0 && gain < LEAST_GAIN * total) continue;
    chosen.push(sentence);
    for (const word of sentence.words) covered.add(word);
    if (chosen.length === MOST_SENTENCES) break;
  }
  return chosen;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
