import { randomUUID } from 'node:crypto';
import { createRandom } from '../../random/random.ts';
import type { CachedInput } from '../prompt/cached-input.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { splitTokens } from '../prompt/tokenizer.ts';
import type { ErrorRates } from './error-rates.ts';
import { extractAnswer, type ExtractiveAnswer } from './extractive-answer.ts';
import type { InjectedError, GroundTruth } from './ground-truth.ts';
import { gradeAnswer } from './judge-model.ts';
import type { ModelReply } from './model-reply.ts';
import type { CachedAnswer, PromptAnalysis } from './prompt-analysis.ts';
import { schemaExample } from './schema-example.ts';

/** A Composition is a reply with the pieces it is streamed in; they join to its text. */
export interface Composition {
  readonly reply: ModelReply;
  readonly chunks: readonly string[];
  readonly groundTruth: GroundTruth;
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
  modelRequest: ModelRequest,
  analysis: PromptAnalysis,
  options: ReplyOptions,
): Composition {
  const said = recollect(modelRequest, analysis, options);
  const truncated = said.chunks.length > modelRequest.maxTokens;
  const chunks = truncated ? said.chunks.slice(0, modelRequest.maxTokens) : said.chunks;
  const reply: ModelReply = {
    id: `emulated-${randomUUID()}`,
    model: analysis.subject,
    modelRequest,
    text: truncated ? chunks.join('') : said.text,
    inputTokens: analysis.inputTokens,
    cached: options.cached,
    outputTokens: chunks.length,
    truncated,
    created: Math.floor(Date.now() / 1000),
  };
  const injectedErrors: readonly InjectedError[] = truncated
    ? [...said.injectedErrors, 'cut']
    : said.injectedErrors;
  return { reply, chunks, groundTruth: { injectedErrors, refused: said.refused } };
}

/** What was said to the same prompt before, unless a fault has a word in it. */
function recollect(
  modelRequest: ModelRequest,
  analysis: PromptAnalysis,
  options: ReplyOptions,
): CachedAnswer {
  const plain = options.leak === undefined && options.shortSighted !== true;
  const known = plain ? analysis.cachedAnswers.get(options.quality) : undefined;
  if (known !== undefined) return known;
  const answered = say(modelRequest, analysis, options);
  const said = { ...answered, chunks: splitTokens(answered.text) };
  if (plain) analysis.cachedAnswers.set(options.quality, said);
  return said;
}

function say(
  modelRequest: ModelRequest,
  { subject, prompt, reading }: PromptAnalysis,
  options: ReplyOptions,
): ExtractiveAnswer {
  const { quality, seed, leak, shortSighted = false } = options;
  if (modelRequest.output !== undefined) {
    const grades = gradeAnswer(modelRequest.output.schema, modelRequest.messages);
    if (grades !== undefined)
      return { text: JSON.stringify(grades), refused: false, injectedErrors: [] };
  }
  const { passages } = reading;
  const seen = shortSighted ? passages.slice(0, Math.ceil(passages.length / 2)) : passages;
  const random = createRandom(seed, 'answers', `${subject}/${prompt}`);
  const given = extractAnswer({ ...reading, passages: seen }, quality, random);
  const injectedErrors = [...given.injectedErrors];
  if (seen.length < passages.length) injectedErrors.push('truncated');
  if (leak !== undefined) injectedErrors.push('leak');
  const text = [given.text, ...(leak === undefined ? [] : [leak])].join(' ');
  const said = text.trim() === '' ? 'There is nothing to answer.' : text;
  return {
    text:
      modelRequest.output === undefined
        ? said
        : JSON.stringify(schemaExample(modelRequest.output.schema, said)),
    refused: given.refused,
    injectedErrors,
  };
}
