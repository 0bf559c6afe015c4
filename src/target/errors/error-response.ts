import { tryParseJson } from '../../json/try-parse-json.ts';
import type { Head } from '../http/response-head.ts';
import { countAt, textAt } from '../json/field-path.ts';
import type { RawError } from './classify-error.ts';

const MESSAGES = ['message', 'Message', 'error.message', 'errorMessage', 'detail', 'error'].map(
  textAt,
);
const NAMES = ['code', '__type', 'error.code', 'error.type', 'error_type', 'Reason'].map(textAt);
const originalStatus = countAt('OriginalStatusCode');
const originalStatusCamel = countAt('originalStatusCode');

/**
 * Reads the error of a response whose status is not 2xx.
 *
 * AWS names its errors in the `x-amzn-errortype` header, else in `code`, else in `__type`, with a
 * namespace or an address around the name (AWS restJson1 protocol, operation errors); OpenAI in
 * `error.code` and `error.type`. Bodies that are not JSON are quoted.
 */
export function readErrorResponse({ status, headers }: Head, body: string): RawError {
  // Load balancers answer in HTML, and some services put a byte order mark first.
  const json = tryParseJson(body.replace(/^\uFEFF/, ''));
  const name = headers['x-amzn-errortype'] ?? first(NAMES, json) ?? '';
  return {
    name: bareName(name),
    message: first(MESSAGES, json) ?? quote(body, status),
    status,
    originalStatus: originalStatus(json) ?? originalStatusCamel(json),
  };
}

/** Returns FooError of `aws.protocoltests#FooError:http://…`. */
function bareName(name: string): string {
  return name.split(/[:,]/, 1)[0]?.split('#').at(-1)?.trim() ?? '';
}

function quote(body: string, status: number): string {
  const text = body.trim();
  return text === ''
    ? `The service answered HTTP ${status} with an empty body.`
    : text.slice(0, 200);
}

function first(
  paths: readonly ((json: unknown) => string | undefined)[],
  json: unknown,
): string | undefined {
  for (const path of paths) {
    const text = path(json);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}
