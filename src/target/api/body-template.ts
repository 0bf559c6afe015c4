import type { Liquid } from 'liquidjs';
import { createLiquid } from '../../dataset/liquid/liquid.ts';
import type { Query } from '../../dataset/query/query.ts';
import { readJson } from '../../dataset/rows/numeral.ts';
import { Problem } from '../../problem/problem.ts';
import { questionOf } from '../prompt/transcript.ts';

/** Returns the JSON body of a request for a query. */
type BodyTemplate = (query: Query) => unknown;

type Fill = (scope: Readonly<Record<string, unknown>>) => unknown;

const SINGLE_EXPRESSION = /^\s*\{\{-?((?:(?!\{\{|\}\}).)*?)-?\}\}\s*$/s;

/**
 * Compiles a JSON value whose strings are Liquid templates.
 *
 * A string that is a single expression keeps the value's type, so that `"{{ maxTokens }}"` sends a
 * number. Names: the row's columns, and `question`, `prompt`, `system`, `context`, `tenant`,
 * `maxTokens`; a name that the row lacks is a Problem. A body that is one string is JSON text, and
 * a Problem if it is not valid JSON once filled.
 */
export function compileBody(body: unknown): BodyTemplate {
  const liquid = createLiquid();
  const fill = isText(body) ? compileJson(body, liquid) : compile(body, liquid);
  return (query) => {
    try {
      return fill(scopeOf(query));
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(`The body cannot be made for query "${query.id}": ${messageOf(error)}.`, {
        remedy: `Its row has the columns ${Object.keys(query.row).join(', ') || '(none)'}.`,
        cause: error,
      });
    }
  };
}

/** Returns whether a body is JSON text; a single expression is its value instead, as elsewhere. */
function isText(body: unknown): body is string {
  return typeof body === 'string' && !SINGLE_EXPRESSION.test(body);
}

function compileJson(text: string, liquid: Liquid): Fill {
  const fill = compileText(text, liquid);
  return (scope) => {
    const filled = String(fill(scope));
    try {
      return readJson(filled);
    } catch (cause) {
      throw new Problem(`The body is not JSON once it is filled: ${messageOf(cause)}.`, {
        remedy:
          'Write it as an object, or let {{ question | json }} quote and escape what it fills in.',
        cause,
      });
    }
  };
}

function compile(value: unknown, liquid: Liquid): Fill {
  if (typeof value === 'string') return compileText(value, liquid);
  if (Array.isArray(value)) {
    const items = value.map((item) => compile(item, liquid));
    return (scope) => items.map((item) => item(scope));
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => [key, compile(item, liquid)] as const,
    );
    return (scope) => Object.fromEntries(members.map(([key, item]) => [key, item(scope)]));
  }
  return () => value;
}

function compileText(text: string, liquid: Liquid): Fill {
  try {
    const template = liquid.parse(text);
    if (!/\{\{|\{%/.test(text)) return () => text;
    const alone = SINGLE_EXPRESSION.exec(text)?.[1];
    if (alone === undefined) return (scope) => liquid.renderSync(template, scope) as unknown;
    const name = alone.trim();
    // Most are a single name, which is found a hundred times as fast without Liquid.
    return (scope) =>
      (Object.hasOwn(scope, name) ? scope[name] : undefined) ??
      (liquid.evalValueSync(alone, scope) as unknown);
  } catch (error) {
    throw new Problem(`The body's template "${text}" is no Liquid: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function scopeOf(query: Query): Record<string, unknown> {
  const { row, system, context, tenant, maxTokens } = query;
  const prompt = questionOf(query);
  return {
    question: prompt,
    ...row,
    prompt,
    system: system ?? '',
    context,
    maxTokens,
    ...(tenant === undefined ? {} : { tenant }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
