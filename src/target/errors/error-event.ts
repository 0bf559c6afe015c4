import { isObject } from '../../json/json-object.ts';
import { fieldPath, textAt } from '../json/field-path.ts';
import type { RawError } from './classify-error.ts';
import { previewJson } from './redacted-preview.ts';

/** An error in JSON under HTTP 200, in the service's own words. */
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
 * Reads an event that is marked as an error; undefined for every other event. OpenAI, vLLM, TGI and
 * most APIs mark failures by a member `error`, some beside the choices of a chunk; older vLLM by
 * `object`, Anthropic by `type`. vLLM and llama.cpp put an HTTP status in the code, LiteLLM a
 * status as text and a type of "None".
 */
export function readErrorEvent(json: unknown): ErrorEvent | undefined {
  if (!isObject(json)) return undefined;
  const marked =
    json['object'] === 'error' || json['type'] === 'error' || json['event'] === 'error';
  return marked || isStated(json['error']) ? describeError(json) : undefined;
}

/**
 * Reads an error without a mark; undefined for JSON that may be something else. Use it only for
 * JSON without any part of an answer: `{"message": …}` of a gateway, `{"detail": …}` of FastAPI, a
 * code and a message.
 */
export function readBareError(json: unknown): ErrorEvent | undefined {
  if (!isObject(json)) return undefined;
  const named = ['detail', 'errors', 'errorMessage', 'error_message', 'errorType', '__type'];
  if (named.some((member) => isStated(json[member]))) return describeError(json);
  if (!BARE_MESSAGES.some((path) => isStated(path(json)))) return undefined;
  const coded = BARE_CODES.some((path) => isErrorCode(path(json)));
  const alone = Object.keys(json).every((key) =>
    /^(message|msg|(request|connection)_?id)$/i.test(key),
  );
  return coded || alone ? describeError(json) : undefined;
}

/** Reads the JSON, or text, of an SSE event named `error`. */
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

/**
 * Returns whether a value states an error; null, false, an empty text and an empty object do not.
 */
function isStated(value: unknown): boolean {
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
