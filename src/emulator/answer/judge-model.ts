import { z } from 'zod';
import type { Message } from '../../dataset/query/query.ts';
import { contentWords, isFigure } from '../prompt/content-words.ts';
import { sections } from '../prompt/tagged-sections.ts';

/** One criterion of the forced schema. */
interface Criterion {
  readonly name: string;
  readonly description: string;
  readonly lowest: number;
  readonly highest: number;
}

/** One grade, in the shape of the schema. */
export interface EmulatedGrade {
  readonly reason: string;
  readonly level: number;
}

/**
 * Grades an answer as the stand-in judge: by comparing words, as every reason states, without a
 * language model.
 *
 * Returns undefined when the request is no judgement: each property of the schema must be an object
 * with `level` and `reason`, and the prompt must have an `<answer>` section.
 */
export function gradeAnswer(
  schema: unknown,
  messages: readonly Message[],
): Record<string, EmulatedGrade> | undefined {
  const criteria = readCriteria(schema);
  const text = messages.findLast((message) => message.role === 'user')?.text ?? '';
  const answer = sections(text, 'answer')[0];
  if (criteria.length === 0 || answer === undefined) return undefined;
  const texts: JudgedTexts = {
    question: sections(text, 'question')[0] ?? '',
    answer,
    reference: sections(text, 'reference')[0],
    passages: sections(text, 'passages')[0] ?? sections(text, 'context')[0],
  };
  return Object.fromEntries(
    criteria.map((criterion) => [criterion.name, grade(criterion, compare(criterion, texts))]),
  );
}

interface JudgedTexts {
  readonly question: string;
  readonly answer: string;
  readonly reference: string | undefined;
  readonly passages: string | undefined;
}

/** A measure of an answer, 0 to 1. */
interface Comparison {
  readonly figure: number;
  /** Up to this figure the level is the lowest. */
  readonly none: number;
  /** From this figure on the level is the highest. */
  readonly full: number;
  /** The measure in words, for the reason. */
  readonly what: string;
}

function compare({ description, name }: Criterion, texts: JudgedTexts): Comparison {
  const about = `${name} ${description}`.toLowerCase();
  if (texts.reference !== undefined && /reference|expected/.test(about)) {
    return agreement(texts.answer, texts.reference);
  }
  if (texts.passages !== undefined && /passage|document|context|source/.test(about)) {
    return support(texts.answer, texts.passages);
  }
  return relevance(texts.answer, texts.question);
}

/**
 * Compares by token F2 with the reference: recall weighs four times precision (van Rijsbergen
 * 1979).
 */
function agreement(answer: string, reference: string): Comparison {
  const refused = isRefusalText(answer);
  if (refused || isRefusalText(reference)) {
    const right = refused && isRefusalText(reference);
    return verdict(
      right,
      `answer and reference ${right ? 'both say' : 'differ on whether'} the documents lack it`,
    );
  }
  const given = new Set(contentWords(answer));
  const wanted = new Set(contentWords(reference));
  const common = [...wanted].filter((word) => given.has(word)).length;
  const recall = common / Math.max(1, wanted.size);
  const precision = common / Math.max(1, given.size);
  const f2 = common === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall);
  const { factor, missing } = compareFigures(wanted, given);
  const figure = f2 * factor;
  const lacking = missing === '' ? '' : `, lacking ${missing}`;
  return {
    figure,
    none: 0.15,
    full: 0.8,
    what: `word agreement with the reference is ${show(figure)} (recall ${show(recall)}, precision ${show(precision)}${lacking})`,
  };
}

/**
 * Returns the figures missing from a text and a factor from 1 (none) to 0.5 (all): the same words
 * with another figure are another statement.
 */
function compareFigures(
  wanted: ReadonlySet<string>,
  given: ReadonlySet<string>,
): { factor: number; missing: string } {
  const figures = [...wanted].filter(isFigure);
  const missing = figures.filter((figure) => !given.has(figure));
  return {
    factor: missing.length === 0 ? 1 : 1 - 0.5 * (missing.length / figures.length),
    missing: missing.join(' and '),
  };
}

/**
 * Measures K-precision: the share of the answer's content words in the passages (Adlakha et al.
 * 2024).
 */
function support(answer: string, passages: string): Comparison {
  if (isRefusalText(answer)) return verdict(true, 'a refusal claims nothing that needs support');
  const known = new Set(contentWords(passages));
  const words = contentWords(answer);
  const share = words.filter((word) => known.has(word)).length / Math.max(1, words.length);
  const { factor, missing } = compareFigures(new Set(words), known);
  const unknown = missing === '' ? '' : `, which lack ${missing}`;
  return {
    figure: share * factor,
    none: 0.4,
    full: 0.9,
    what: `${show(share)} of the answer's content words are in the passages${unknown}`,
  };
}

/** Measures the share of the question's content words in the answer. */
function relevance(answer: string, question: string): Comparison {
  if (isRefusalText(answer)) return verdict(true, 'a refusal is to the point');
  const given = new Set(contentWords(answer));
  const wanted = new Set(contentWords(question));
  const figure = [...wanted].filter((word) => given.has(word)).length / Math.max(1, wanted.size);
  return {
    figure,
    none: 0,
    full: 0.5,
    what: `the answer takes up ${show(figure)} of the question's content words`,
  };
}

function verdict(right: boolean, what: string): Comparison {
  return { figure: right ? 1 : 0, none: 0, full: 1, what };
}

/** Converts a comparison to a level, linearly between its `none` and `full`. */
function grade(
  { lowest, highest }: Criterion,
  { figure, none, full, what }: Comparison,
): EmulatedGrade {
  const share = Math.min(1, Math.max(0, (figure - none) / (full - none)));
  return {
    reason: `Stand-in judge, comparing words: ${what}.`,
    level: lowest + Math.round(share * (highest - lowest)),
  };
}

const REFUSAL = new RegExp(
  [
    String.raw`\b(?:documents?|passages?|context|sources?|polic(?:y|ies)|information)\b[^.]{0,40}\b(?:do|does|did|can|could)(?: ?not|n['’]t)\b`,
    String.raw`\b(?:could|can|did|do)(?: ?not|n['’]t) (?:find|answer|know|tell)\b`,
    String.raw`\bnot? (?:contained|stated|mentioned|given|found|information|mention|answer) (?:of|in|about|on)\b`,
    String.raw`\bunable to (?:find|answer)\b`,
  ].join('|'),
  'i',
);

const LONGEST_REFUSAL = 240;

/** Whether an answer says that the documents lack it: 240 characters at most, in a usual phrase. */
export function isRefusalText(text: string): boolean {
  return text.length <= LONGEST_REFUSAL && REFUSAL.test(text);
}

function show(share: number): string {
  return share.toFixed(2);
}

const forced = z.object({
  properties: z.record(
    z.string(),
    z.object({
      description: z.string().default(''),
      properties: z.object({
        reason: z.unknown(),
        level: z.object({ minimum: z.number().default(0), maximum: z.number().default(1) }),
      }),
    }),
  ),
});

function readCriteria(schema: unknown): Criterion[] {
  const parsed = forced.safeParse(schema);
  if (!parsed.success) return [];
  return Object.entries(parsed.data.properties).map(([name, { description, properties }]) => ({
    name,
    description,
    lowest: properties.level.minimum,
    highest: properties.level.maximum,
  }));
}
