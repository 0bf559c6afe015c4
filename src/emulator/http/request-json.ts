import { tryParseJson } from '../../json/try-parse-json.ts';
import { nestsTooDeep } from '../../target/json/json-nesting.ts';

/** Parses a request body; undefined for invalid JSON and for JSON nested deeper than the limit. */
export function parseRequestJson(text: string): unknown {
  return nestsTooDeep(text) ? undefined : tryParseJson(text);
}
