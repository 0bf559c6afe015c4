import { createHash } from 'node:crypto';
import type { CachePoint } from '../../serving/prompt-cache.ts';
import type { CacheMark } from '../prompt/cached-input.ts';
import { countInput } from '../prompt/input-tokens.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { countTokens } from '../prompt/tokenizer.ts';
import type { ErrorRates } from './error-rates.ts';
import type { GroundTruth } from './ground-truth.ts';
import { parsePrompt, type ParsedPrompt } from './parse-prompt.ts';

/** A parsed prompt with its size and the answers already given to it. */
export interface PromptAnalysis {
  /** The model; with `prompt` the seed of the answer. */
  readonly subject: string;
  /** The last message. */
  readonly prompt: string;
  readonly inputTokens: number;
  /** Cache points of Bedrock's prompt cache. */
  readonly cachePoints: readonly CachePoint[];
  readonly reading: ParsedPrompt;
  /** Answers already given to this prompt, by the error rates of the model. */
  readonly cachedAnswers: Map<ErrorRates, CachedAnswer>;
}

/** An answer before the token limit, split into tokens, with its injected errors. */
export interface CachedAnswer extends GroundTruth {
  readonly text: string;
  readonly chunks: readonly string[];
}

/** Analyses a prompt, or returns the cached analysis: load tests repeat few prompts many times. */
type PromptAnalyser = (subject: string, modelRequest: ModelRequest) => PromptAnalysis;

/** Analyses in each of the two generations of the cache. */
const GENERATION_SIZE = 1000;
/** Longest cached prompt, characters: longer ones are rarely repeated and would fill the memory. */
const LONGEST_CACHED = 20_000;

export function createPromptAnalyser(): PromptAnalyser {
  let older = new Map<string, PromptAnalysis>();
  let newer = new Map<string, PromptAnalysis>();
  return (subject, modelRequest) => {
    const key = keyOf(subject, modelRequest);
    const cached = newer.get(key) ?? older.get(key);
    if (cached !== undefined) return cached;
    const inputTokens = countInput(modelRequest);
    const analysis: PromptAnalysis = {
      subject,
      prompt: modelRequest.messages.at(-1)?.text ?? '',
      inputTokens,
      cachePoints: (modelRequest.cacheMarks ?? []).map((mark) => cachePoint(mark, inputTokens)),
      reading: parsePrompt(modelRequest.system, modelRequest.messages),
      cachedAnswers: new Map(),
    };
    if (key.length > LONGEST_CACHED) return analysis;
    if (newer.size >= GENERATION_SIZE) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, analysis);
    return analysis;
  };
}

/**
 * Counts tokens text by text, which may exceed the count of the prompt, and therefore caps them.
 */
function cachePoint({ texts, ttl }: CacheMark, inputTokens: number): CachePoint {
  return {
    key: createHash('sha256').update(texts.join('\0')).digest('base64'),
    tokens: Math.min(
      inputTokens,
      texts.reduce((sum, text) => sum + countTokens(text), 0),
    ),
    ttl,
  };
}

function keyOf(
  subject: string,
  { system, messages, output, cacheMarks = [] }: ModelRequest,
): string {
  const turns = messages.map(({ role, text }) => `${role}\0${text}`);
  const schema = output === undefined ? '' : JSON.stringify(output);
  const marks = cacheMarks.map(({ texts, ttl }) => `${texts.length} ${ttl}`);
  return [subject, system, schema, marks.join(), ...turns].join('\0');
}
