import type { ModelRequest } from './model-request.ts';
import { countTokens } from './tokenizer.ts';

/** Counts the input tokens of a request, at least 1: system prompt, messages and schema. */
export function countInput({ system, messages, output }: ModelRequest): number {
  const schema = output === undefined ? 0 : countTokens(JSON.stringify(output.schema) ?? '');
  const texts = messages.reduce((sum, { text }) => sum + countTokens(text), 0);
  return Math.max(1, countTokens(system) + texts + schema);
}
