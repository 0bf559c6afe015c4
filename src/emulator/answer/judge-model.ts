import { z } from 'zod';
import type { Message } from '../../dataset/query/query.ts';
import { contentWords, isFigure } from '../prompt/content-words.ts';
import { sections } from '../prompt/tagged-sections.ts';

/** One criterion as the forced schema puts it. */
interface Criterion {
  readonly name: string;
  readonly description: string;
  readonly lowest: number;
  readonly highest: number;
}

/** What a grade is: the shape the schema asks for. */
export interface EmulatedGrade {
  readonly reason: string;
  readonly level: number;
}

/**
 * The stand-in judge: it compares words, and says so in every reason. No language model.
 *
 * Undefined when the request is no judgement: each property of the schema must be an object with
 * `level` and `reason`, and the prompt must have an `<answer>` section.
 */
export function gradeAnswer(
  schema: unknown,
  messages: readonly Message[],
): Record<string, EmulatedGrade> | undefined {
  const criteria = readCriteria(schema);
  const text = messages.findLast((message) => message.role === 'user')?.text ?? '';
  const given = sections(text, 'answer')[0];
  if (criteria.length === 0 || given === undefined) return undefined;
  const exhibits: Exhibits = {
    question: sections(text, 'question')[0] ?? '',
    answer: given,
    reference: sections(text, 'reference')[0],
    passages: sections(text, 'passages')[0] ?? sections(text, 'context')[0],
  };
  return Object.fromEntries(
    criteria.map((criterion) => [criterion.name, grade(criterion, compare(criterion, exhibits))]),
  );
}

interface Exhibits {
  readonly question: string;
  readonly answer: string;
  readonly reference: string | undefined;
  readonly passages: string | undefined;
}

/** A Comparison is a figure from 0 to 1, where it turns from worthless to full marks, and what it is. */
interface Comparison {
  readonly figure: number;
  readonly none: number;
  readonly full: number;
  readonly what: string;
}

function compare({ description, name }: Criterion, exhibits: Exhibits): Comparison {
  const about = `${name} ${description}`.toLowerCase();
  if (exhibits.reference !== undefined && /reference|expected/.test(about)) {
    return agreement(exhibits.answer, exhibits.reference);
  }
  if (exhibits.passages !== undefined && /passage|document|context|source/.test(about)) {
    return support(exhibits.answer, exhibits.passages);
  }
  return relevance(exhibits.answer, exhibits.question);
}

/** Token F2 against the reference: recall weighs four times precision (van Rijsbergen 1979). */
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

/** A policy with another figure in it is another policy, however alike the words: missing ones cost up to half. */
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

/** K-precision: the share of the answer's content words that the passages hold (Adlakha et al. 2024). */
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

/** The share of the question's content words that the answer takes up. */
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

/** Levels divide the way from worthless to full marks evenly. */
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

/** True for an answer that says the documents do not hold it: short, and in one of the usual phrases. */
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
  const read = forced.safeParse(schema);
  if (!read.success) return [];
  return Object.entries(read.data.properties).map(([name, { description, properties }]) => ({
    name,
    description,
    lowest: properties.level.minimum,
    highest: properties.level.maximum,
  }));
}
