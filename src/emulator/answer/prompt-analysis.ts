import { createHash } from 'node:crypto';
import type { CachePoint } from '../../serving/prompt-cache.ts';
import type { CacheMark } from '../prompt/cached-input.ts';
import { countInput } from '../prompt/input-tokens.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { countTokens } from '../prompt/tokenizer.ts';
import type { ErrorRates } from './error-rates.ts';
import type { GroundTruth } from './ground-truth.ts';
import { parsePrompt, type ParsedPrompt } from './parse-prompt.ts';

/** A PromptAnalysis is what a stand-in makes of a prompt: its size, how it reads, and what is said to it. */
export interface PromptAnalysis {
  /** Of which model, and of which prompt: the seed of what is said. */
  readonly subject: string;
  readonly prompt: string;
  readonly inputTokens: number;
  /** For Bedrock's prompt cache. */
  readonly cachePoints: readonly CachePoint[];
  readonly reading: ParsedPrompt;
  /** What was said before to the same prompt, by how good the model was. */
  readonly cachedAnswers: Map<ErrorRates, CachedAnswer>;
}

/** A CachedAnswer is a whole answer, cut into tokens, with what is the matter with it. */
export interface CachedAnswer extends GroundTruth {
  readonly text: string;
  readonly chunks: readonly string[];
}

/** Thoughts come back when the same prompt does: load tests ask few prompts many times. */
type PromptAnalyser = (subject: string, modelRequest: ModelRequest) => PromptAnalysis;

const KEPT = 1000;
/** In characters: more is rarely asked twice, and would fill the memory. */
const LONGEST = 20_000;

export function createPromptAnalyser(): PromptAnalyser {
  let older = new Map<string, PromptAnalysis>();
  let newer = new Map<string, PromptAnalysis>();
  return (subject, modelRequest) => {
    const key = keyOf(subject, modelRequest);
    const known = newer.get(key) ?? older.get(key);
    if (known !== undefined) return known;
    const inputTokens = countInput(modelRequest);
    const analysis: PromptAnalysis = {
      subject,
      prompt: modelRequest.messages.at(-1)?.text ?? '',
      inputTokens,
      cachePoints: (modelRequest.cacheMarks ?? []).map((mark) => cachePoint(mark, inputTokens)),
      reading: parsePrompt(modelRequest.system, modelRequest.messages),
      cachedAnswers: new Map(),
    };
    if (key.length > LONGEST) return analysis;
    if (newer.size >= KEPT) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, analysis);
    return analysis;
  };
}

/** Counted text by text, which may be a few more than the whole. */
function cachePoint({ texts, ttl }: CacheMark, most: number): CachePoint {
  return {
    key: createHash('sha256').update(texts.join('\0')).digest('base64'),
    tokens: Math.min(
      most,
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
