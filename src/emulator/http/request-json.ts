import { tryParseJson } from '../../json/try-parse-json.ts';
import { nestsTooDeep } from '../../target/json/json-nesting.ts';

/** The JSON of a request body; undefined for what is no JSON, or nests deeper than the limit. */
export function parseRequestJson(text: string): unknown {
  return nestsTooDeep(text) ? undefined : tryParseJson(text);
}
