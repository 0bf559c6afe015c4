import { randomUUID } from 'node:crypto';
import { createRandom } from '../../random/random.ts';
import { extractAnswer, type ExtractiveAnswer } from './extractive-answer.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import type { CachedInput } from '../prompt/cached-input.ts';
import { gradeAnswer } from './judge-model.ts';
import type { ErrorRates } from './error-rates.ts';
import type { ModelReply } from './model-reply.ts';
import { schemaExample } from './schema-example.ts';
import { splitTokens } from '../prompt/tokenizer.ts';
import type { CachedAnswer, PromptAnalysis } from './prompt-analysis.ts';
import type { InjectedError, GroundTruth } from './ground-truth.ts';

/** A Composition is a reply with the pieces it is streamed in; they join to its text. */
export interface Composition {
  readonly reply: ModelReply;
  readonly pieces: readonly string[];
  readonly truth: GroundTruth;
}

export interface ReplyOptions {
  readonly quality: ErrorRates;
  readonly cached: CachedInput;
  /** Every answer follows from it, the model and the prompt. */
  readonly seed: number;
  /** A sentence that slips in from elsewhere. */
  readonly leak?: string | undefined;
  /** Reads the first half of the passages only. */
  readonly shortSighted?: boolean;
}

/** Answers an ask that was thought about, and cuts the answer at its token limit. */
export function composeReply(
  ask: ModelRequest,
  thought: PromptAnalysis,
  voice: ReplyOptions,
): Composition {
  const said = recollect(ask, thought, voice);
  const truncated = said.pieces.length > ask.maxTokens;
  const pieces = truncated ? said.pieces.slice(0, ask.maxTokens) : said.pieces;
  const reply: ModelReply = {
    id: `emulated-${randomUUID()}`,
    model: thought.subject,
    ask,
    text: truncated ? pieces.join('') : said.text,
    inputTokens: thought.inputTokens,
    cached: voice.cached,
    outputTokens: pieces.length,
    truncated,
    created: Math.floor(Date.now() / 1000),
  };
  const slips: readonly InjectedError[] = truncated ? [...said.slips, 'cut'] : said.slips;
  return { reply, pieces, truth: { slips, refused: said.refused } };
}

/** What was said to the same prompt before, unless a fault has a word in it. */
function recollect(ask: ModelRequest, thought: PromptAnalysis, voice: ReplyOptions): CachedAnswer {
  const plain = voice.leak === undefined && voice.shortSighted !== true;
  const known = plain ? thought.sayings.get(voice.quality) : undefined;
  if (known !== undefined) return known;
  const answered = say(ask, thought, voice);
  const said = { ...answered, pieces: splitTokens(answered.text) };
  if (plain) thought.sayings.set(voice.quality, said);
  return said;
}

function say(
  ask: ModelRequest,
  { subject, prompt, reading }: PromptAnalysis,
  voice: ReplyOptions,
): ExtractiveAnswer {
  const { quality, seed, leak, shortSighted = false } = voice;
  if (ask.output !== undefined) {
    const grades = gradeAnswer(ask.output.schema, ask.messages);
    if (grades !== undefined) return { text: JSON.stringify(grades), refused: false, slips: [] };
  }
  const { passages } = reading;
  const seen = shortSighted ? passages.slice(0, Math.ceil(passages.length / 2)) : passages;
  const random = createRandom(seed, 'answers', `${subject}/${prompt}`);
  const given = extractAnswer({ ...reading, passages: seen }, quality, random);
  const slips = [...given.slips];
  if (seen.length < passages.length) slips.push('truncated');
  if (leak !== undefined) slips.push('leak');
  const text = [given.text, ...(leak === undefined ? [] : [leak])].join(' ');
  const said = text.trim() === '' ? 'There is nothing to answer.' : text;
  return {
    text: ask.output === undefined ? said : JSON.stringify(schemaExample(ask.output.schema, said)),
    refused: given.refused,
    slips,
  };
}
