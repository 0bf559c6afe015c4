import { isObject } from '../json/json-object.ts';
import { tryParseJson } from '../json/try-parse-json.ts';
import type { Criterion } from '../scenario/judge/criterion-schema.ts';
import { nestsTooDeep } from '../target/json/json-nesting.ts';

/** The judge's result on one criterion: a level with its reason, or why it is unreadable. */
export type Grade =
  { readonly level: number; readonly reason: string } | { readonly error: string };

/**
 * Parses one grade per criterion, in order, from the judge's structured reply.
 *
 * Accepts only complete JSON, bare or in one code fence: a level extracted from prose could be the
 * graded answer's own words. Unreadable replies are judge errors, never low levels. Each error
 * starts with its kind: `not_json`, `missing_criterion`, `bad_level` or `form_copied`.
 */
export function readGrades(reply: string, criteria: readonly Criterion[]): readonly Grade[] {
  const grades = parsed(reply);
  if (grades === undefined) {
    const error = `not_json: the judge replied ${quoted(reply)}`;
    return criteria.map(() => ({ error }));
  }
  return criteria.map((criterion) => readGrade(grades[criterion.name], criterion));
}

/**
 * Placeholder reason of the form; a judge that copies it has not graded, and its level is the
 * form's too.
 */
const COPIED = /^\s*(…|\.{3})\s*$/;

function readGrade(given: unknown, { name, levels }: Criterion): Grade {
  if (given === undefined) return { error: `missing_criterion: the judge left out ${name}` };
  const { level, reason } = isObject(given) ? given : {};
  if (typeof level !== 'number' || !Number.isInteger(level) || levels[level] === undefined) {
    const found = quoted(JSON.stringify(isObject(given) ? level : given) ?? 'no level');
    return { error: `bad_level: ${name} has the levels 0 to ${levels.length - 1}, not ${found}` };
  }
  const why = typeof reason === 'string' ? reason : '';
  if (COPIED.test(why)) {
    return {
      error: `form_copied: the judge gave the form's own "${why}" for the reason of ${name}`,
    };
  }
  return { level, reason: why };
}

const FENCE = /^```(?:json)?\s*\n([\s\S]*)\n```$/;

function parsed(reply: string): Readonly<Record<string, unknown>> | undefined {
  const trimmed = reply.trim();
  const text = FENCE.exec(trimmed)?.[1] ?? trimmed;
  // No valid grade nests so deep, and such text cannot be quoted.
  if (nestsTooDeep(text)) return undefined;
  const value = tryParseJson(text);
  return isObject(value) ? value : undefined;
}

function quoted(text: string): string {
  return text.length > 80 ? `"${text.slice(0, 80)}…"` : `"${text}"`;
}
