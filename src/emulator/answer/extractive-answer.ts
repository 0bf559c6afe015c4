import type { Random } from '../../random/random.ts';
import { contentWords } from '../prompt/content-words.ts';
import { splitSentences } from '../prompt/sentence.ts';
import type { ErrorRates } from './error-rates.ts';
import type { InjectedError, GroundTruth } from './ground-truth.ts';
import type { ParsedPrompt } from './parse-prompt.ts';

/** An ExtractiveAnswer is what a stand-in says, and what is the matter with it. */
export interface ExtractiveAnswer extends GroundTruth {
  readonly text: string;
}

/** What the emulator answers when the passages do not hold the answer. */
export const NOT_FOUND = 'The documents do not contain the answer to this question.';

/**
 * The answer of a stand-in model: the sentences of the prompt's passages that fit its question best,
 * or one sentence that says they do not hold the answer.
 *
 * It quotes and never writes, so it is right exactly when a passage says it in words close to the
 * question's. A prompt without passages or a question is read back. `quality` says how often it errs.
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
  const wrong = sentences.find((sentence) => sentence.passage !== best.passage);
  const missed = draws.miss < quality.miss && wrong !== undefined;
  if (missed) injectedErrors.push('miss');
  const chosen = missed ? [wrong] : choose(sentences);
  const quoted = chosen.toSorted((one, other) => one.place - other.place).map(({ text }) => text);
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

/** Changes the last digit of the first figure. */
function garble(text: string, which: number): string {
  return text.replace(/\d(?!\d)/, (digit) =>
    String((Number(digit) + 1 + Math.floor(which * 9)) % 10),
  );
}

/** Below this share of the question's weight, no sentence counts as an answer. */
const FLOOR = 0.4;
const MOST_SENTENCES = 3;
/** A further sentence must bring this share of the question's weight that the others lack. */
const LEAST_GAIN = 0.2;

interface Ranked {
  readonly text: string;
  /** The sentence's number in the prompt, and its passage's. */
  readonly place: number;
  readonly passage: number;
  readonly words: ReadonlySet<string>;
  readonly weights: ReadonlyMap<string, number>;
  /** Share of the question's weight that sentence and passage together hold, 0 to 1. */
  readonly coverage: number;
  readonly score: number;
}

/**
 * Sentences by BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75; a word counts once a sentence),
 * with a share of their passage's score: a sentence inherits its passage's subject.
 */
function rank(question: string, passages: readonly string[]): Ranked[] {
  const documents = passages.flatMap((text, passage) =>
    splitSentences(text).map((sentence) => ({
      text: sentence,
      passage,
      words: contentWords(sentence),
    })),
  );
  const weights = weigh(
    question,
    documents.map(({ words }) => new Set(words)),
  );
  const total = sum(weights.values());
  const average = sum(documents.map(({ words }) => words.length)) / documents.length;
  const subjects = passages.map((text) => held(weights, new Set(contentWords(text))));
  return documents
    .map(({ text, passage, words }, place) => {
      const own = new Set(words);
      const length = 1.2 * (0.25 + 0.75 * (words.length / average));
      const subject = subjects[passage] ?? 0;
      const share = held(weights, own);
      return {
        text,
        place,
        passage,
        words: own,
        weights,
        coverage: total === 0 ? 0 : (0.75 * share + 0.25 * subject) / total,
        score: (share * 2.2) / (1 + length) + PASSAGE_SHARE * subject,
      };
    })
    .toSorted((one, other) => other.score - one.score || one.place - other.place);
}

const PASSAGE_SHARE = 0.3;

/** Inverse document frequency of the question's words over the sentences. */
function weigh(question: string, documents: readonly ReadonlySet<string>[]): Map<string, number> {
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

function held(weights: ReadonlyMap<string, number>, words: ReadonlySet<string>): number {
  return sum(sharedWords(weights, words).map((word) => weights.get(word) ?? 0));
}

/**
 * The words of both, by a look at the fewer: all sentences together cost what their words do, however
 * long the question.
 */
function sharedWords(
  weights: ReadonlyMap<string, number>,
  words: ReadonlySet<string>,
): readonly string[] {
  return words.size < weights.size
    ? Array.from(words).filter((word) => weights.has(word))
    : Array.from(weights.keys()).filter((word) => words.has(word));
}

/** The best sentence, and those after it that cover what of the question is still open. */
function choose(sentences: readonly Ranked[]): Ranked[] {
  const chosen: Ranked[] = [];
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
