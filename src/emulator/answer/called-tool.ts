import { contentWords } from '../prompt/content-words.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { withoutSections } from '../prompt/tagged-sections.ts';
import { gradeAnswer } from './judge-model.ts';

/** A tool that a request offers. */
export interface OfferedTool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of its input. */
  readonly schema: unknown;
}

/** Which tool an answer must call: one, any, one if it helps, or none. */
export type OfferedChoice = 'auto' | 'any' | 'none' | { readonly name: string };

/** Descriptions by which clients demand the call of a tool that they do not force (LiteLLM 1.110). */
const DEMANDED = /\bcall this tool\b/i;

/** Shared words after which a description matches a question; one is enough in the tool's name. */
const MATCHING_WORDS = 2;

/**
 * Returns the tool that an answer calls; undefined for an answer in words.
 *
 * A stand-in for a model's decision: under `auto` it calls the tool whose name and description
 * share most words with the question, once, and answers in words when it has a tool's result. A
 * single tool with a judge's schema, or whose description demands its call, is always called.
 */
export function calledTool(
  tools: readonly OfferedTool[],
  choice: OfferedChoice,
  messages: ModelRequest['messages'],
): OfferedTool | undefined {
  if (typeof choice === 'object') return tools.find(({ name }) => name === choice.name);
  const [first, ...others] = tools;
  if (choice === 'none' || first === undefined) return undefined;
  if (others.length === 0 && gradeAnswer(first.schema, messages) !== undefined) return first;
  if (others.length === 0 && DEMANDED.test(first.description ?? '')) return first;
  if (choice === 'auto' && messages.at(-1)?.toolResult === true) return undefined;
  const best = bestMatch(tools, questionOf(messages));
  return choice === 'any' ? (best ?? first) : best;
}

function questionOf(messages: ModelRequest['messages']): string {
  const text = messages.findLast(({ role, toolResult }) => role === 'user' && toolResult !== true);
  return withoutSections(text?.text ?? '', ['passages', 'passage', 'documents', 'document']);
}

function bestMatch(tools: readonly OfferedTool[], question: string): OfferedTool | undefined {
  const asked = new Set(contentWords(question));
  const shared = (words: string): number =>
    new Set(contentWords(words).filter((word) => asked.has(word))).size;
  const [best] = tools
    .map((tool) => {
      const inName = shared(wordsOf(tool.name));
      return { tool, inName, words: shared(`${wordsOf(tool.name)} ${tool.description ?? ''}`) };
    })
    .filter(({ inName, words }) => inName > 0 || words >= MATCHING_WORDS)
    .sort((a, b) => b.words - a.words);
  return best?.tool;
}

/** Splits `getWeather` and `get_weather` into words. */
function wordsOf(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ');
}
