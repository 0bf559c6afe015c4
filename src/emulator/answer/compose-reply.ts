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
import { stopAt } from './stop-sequence.ts';

/** A reply with the chunks it is streamed in, which join to its text. */
export interface Composition {
  readonly reply: ModelReply;
  readonly chunks: readonly string[];
  readonly groundTruth: GroundTruth;
}

export interface ReplyOptions {
  readonly quality: ErrorRates;
  readonly cached: CachedInput;
  /** Seed of the answer, together with the model and the prompt. */
  readonly seed: number;
  /** A sentence of another tenant, appended to the answer. */
  readonly leak?: string | undefined;
  /** Whether to answer from the first half of the passages only (the fault `truncated-context`). */
  readonly halvePassages?: boolean;
}

/** Answers an analysed prompt and cuts the answer at its token limit. */
export function composeReply(
  modelRequest: ModelRequest,
  analysis: PromptAnalysis,
  options: ReplyOptions,
): Composition {
  const { stopped, ...answer } = stoppedAnswer(
    cachedOrNewAnswer(modelRequest, analysis, options),
    modelRequest,
  );
  const truncated = answer.chunks.length > modelRequest.maxTokens;
  const chunks = truncated ? answer.chunks.slice(0, modelRequest.maxTokens) : answer.chunks;
  const reply: ModelReply = {
    id: `emulated-${randomUUID()}`,
    model: analysis.subject,
    modelRequest,
    text: truncated ? chunks.join('') : answer.text,
    inputTokens: analysis.inputTokens,
    cached: options.cached,
    outputTokens: chunks.length,
    truncated,
    ...(truncated || stopped === undefined ? {} : { stopSequence: stopped }),
    created: Math.floor(Date.now() / 1000),
  };
  const injectedErrors: readonly InjectedError[] = truncated
    ? [...answer.injectedErrors, 'cut']
    : answer.injectedErrors;
  return { reply, chunks, groundTruth: { injectedErrors, refused: answer.refused } };
}

/** Cuts a text answer before its first stop sequence, and names that one. */
function stoppedAnswer(
  answer: CachedAnswer,
  { output, stopSequences = [] }: ModelRequest,
): CachedAnswer & { readonly stopped?: string } {
  const stop = output?.kind === 'tool' ? undefined : stopAt(answer.text, stopSequences);
  if (stop === undefined) return answer;
  const { text, sequence } = stop;
  return { ...answer, text, chunks: splitTokens(text), stopped: sequence };
}

/**
 * Returns the cached answer to the same prompt. Neither reads nor fills the cache for an answer
 * that a fault changes.
 */
function cachedOrNewAnswer(
  modelRequest: ModelRequest,
  analysis: PromptAnalysis,
  options: ReplyOptions,
): CachedAnswer {
  const cacheable = options.leak === undefined && options.halvePassages !== true;
  const cached = cacheable ? analysis.cachedAnswers.get(options.quality) : undefined;
  if (cached !== undefined) return cached;
  const generated = generateAnswer(modelRequest, analysis, options);
  const answer = { ...generated, chunks: splitTokens(generated.text) };
  if (cacheable) analysis.cachedAnswers.set(options.quality, answer);
  return answer;
}

function generateAnswer(
  modelRequest: ModelRequest,
  { subject, prompt, reading }: PromptAnalysis,
  options: ReplyOptions,
): ExtractiveAnswer {
  const { quality, seed, leak, halvePassages = false } = options;
  if (modelRequest.output !== undefined) {
    const grades = gradeAnswer(modelRequest.output.schema, modelRequest.messages);
    if (grades !== undefined)
      return { text: JSON.stringify(grades), refused: false, injectedErrors: [] };
  }
  const { passages } = reading;
  const readPassages = halvePassages ? passages.slice(0, Math.ceil(passages.length / 2)) : passages;
  const random = createRandom(seed, 'answers', `${subject}/${prompt}`);
  const extracted = extractAnswer({ ...reading, passages: readPassages }, quality, random);
  const injectedErrors = [...extracted.injectedErrors];
  if (readPassages.length < passages.length) injectedErrors.push('truncated');
  if (leak !== undefined) injectedErrors.push('leak');
  const text = [extracted.text, ...(leak === undefined ? [] : [leak])].join(' ');
  const answerText = text.trim() === '' ? 'There is nothing to answer.' : text;
  return {
    text:
      modelRequest.output === undefined
        ? answerText
        : JSON.stringify(schemaExample(modelRequest.output.schema, answerText)),
    refused: extracted.refused,
    injectedErrors,
  };
}
