import type { Symptom } from '../failure.ts';
import { jsonPath, textAt } from '../json-path.ts';

/** An ErrorEvent is an event of a stream that tells, by a member `error`, that the stream failed. */
export type ErrorEvent = Symptom;

const error = jsonPath('error');
const code = jsonPath('error.code');
const NAMES = ['error.code', 'error.type', 'error_type'].map(textAt);
const MESSAGES = ['error.message', 'error'].map(textAt);

/**
 * Undefined for every other event. OpenAI, vLLM, TGI and most APIs word failures so. vLLM and
 * llama.cpp give an HTTP status for the code, LiteLLM one as a text and a type of "None".
 */
export function readErrorEvent(json: unknown): ErrorEvent | undefined {
  const told = error(json);
  if (told === undefined) return undefined;
  const status = Number(code(json));
  return {
    name: NAMES.map((name) => name(json)).find(isName) ?? 'ModelError',
    message: first(MESSAGES, json) ?? JSON.stringify(told).slice(0, 200),
    ...(status >= 400 && status < 600 ? { status } : {}),
  };
}

function isName(name: string | undefined): boolean {
  return name !== undefined && !/^(\d+|None)$/.test(name);
}

function first(
  paths: readonly ((json: unknown) => string | undefined)[],
  json: unknown,
): string | undefined {
  return paths.map((path) => path(json)).find((text) => text !== undefined);
}
