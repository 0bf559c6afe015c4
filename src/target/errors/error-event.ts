import { isObject } from '../../json/json-object.ts';
import { fieldPath, textAt } from '../json/field-path.ts';
import type { RawError } from './classify-error.ts';
import { previewJson } from './redacted-preview.ts';

/** An ErrorEvent is JSON under HTTP 200 by which a service tells that it failed, in its own words. */
type ErrorEvent = RawError;

const STATUSES = ['error.code', 'error.status', 'code', 'status', 'status_code', 'statusCode'].map(
  (path) => fieldPath(path),
);
const NAMES = [
  'error.code',
  'error.type',
  'error_type',
  'errorType',
  '__type',
  'code',
  'type',
  'error.status',
].map(textAt);
const MESSAGES = [
  'error.message',
  'error',
  'message',
  'Message',
  'errorMessage',
  'error_message',
  'msg',
  'detail',
  'detail.message',
  'detail.0.msg',
  'errors.0.message',
  'errors.0',
].map(textAt);
const BARE_MESSAGES = ['message', 'Message', 'msg'].map(textAt);
const BARE_CODES = ['code', 'status_code', 'statusCode', 'status', 'type'].map((path) =>
  fieldPath(path),
);

/**
 * Undefined for every other event. OpenAI, vLLM, TGI and most APIs word failures by a member `error`,
 * some beside the choices of a chunk; older vLLM by `object`, Anthropic by `type`. vLLM and llama.cpp
 * give an HTTP status for the code, LiteLLM one as a text and a type of "None".
 */
export function readErrorEvent(json: unknown): ErrorEvent | undefined {
  if (!isObject(json)) return undefined;
  const marked =
    json['object'] === 'error' || json['type'] === 'error' || json['event'] === 'error';
  return marked || isTold(json['error']) ? describeError(json) : undefined;
}

/**
 * Undefined for JSON that may be something else than an error. To be asked only of JSON that holds
 * nothing of an answer: `{"message": …}` of a gateway, `{"detail": …}` of FastAPI, a code and a message.
 */
export function readBareError(json: unknown): ErrorEvent | undefined {
  if (!isObject(json)) return undefined;
  const named = ['detail', 'errors', 'errorMessage', 'error_message', 'errorType', '__type'];
  if (named.some((member) => isTold(json[member]))) return describeError(json);
  if (!BARE_MESSAGES.some((path) => isTold(path(json)))) return undefined;
  const coded = BARE_CODES.some((path) => isErrorCode(path(json)));
  const alone = Object.keys(json).every((key) =>
    /^(message|msg|(request|connection)_?id)$/i.test(key),
  );
  return coded || alone ? describeError(json) : undefined;
}

/** An error whose JSON, or text, an SSE event of the name `error` brought. */
export function describeError(json: unknown): ErrorEvent {
  const status = STATUSES.map((path) => Number(path(json))).find(
    (code) => code >= 400 && code < 600,
  );
  const text = typeof json === 'string' ? json.slice(0, 200) : undefined;
  return {
    name: NAMES.map((path) => path(json)).find(isName) ?? 'ModelError',
    message: first(MESSAGES, json) ?? text ?? previewJson(json ?? null),
    ...(status === undefined ? {} : { status }),
  };
}

/** Null, false, an empty text and an empty object say that there is no error. */
function isTold(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function isErrorCode(code: unknown): boolean {
  if (typeof code === 'number') return code < 0 || code >= 400;
  return (
    typeof code === 'string' && /error|exception|fail|denied|limit|invalid|^[45]\d\d/i.test(code)
  );
}

function isName(name: string | undefined): boolean {
  return name !== undefined && !/^(-?\d*|None|error)$/.test(name);
}

function first(
  paths: readonly ((json: unknown) => string | undefined)[],
  json: unknown,
): string | undefined {
  return paths.map((path) => path(json)).find((text) => text !== undefined && text !== '');
}
