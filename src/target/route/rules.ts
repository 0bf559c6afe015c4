import type { Query } from '../../dataset/query/query.ts';
import type { RouteRule } from '../../scenario/target/route-schema.ts';
import type { Target } from '../contract/target.ts';
import { askBranch, subRequestOf, type Branch, routed } from './branch.ts';

/** Sends each query to one part, chosen by its row's tags and the length of its prompt. */
export function createRules(
  parts: readonly Branch[],
  { rules, otherwise }: { readonly rules: readonly RouteRule[]; readonly otherwise: string },
): Target['ask'] {
  return async (query, call) => {
    const name = rules.find((rule) => holds(rule, query))?.to ?? otherwise;
    const part = parts.find((each) => each.name === name);
    if (part === undefined) throw new Error(`a rule names no part: ${name}`);
    const reply = await askBranch(part, query, call);
    return routed(part, reply, reply, [subRequestOf(part, reply)]);
  };
}

function holds({ tags, longerThan = -1 }: RouteRule, query: Query): boolean {
  return (
    Object.entries(tags).every(([key, value]) => query.tags[key] === value) &&
    promptLength(query) > longerThan
  );
}

/** Returns the prompt's length in UTF-16 units, as JavaScript counts characters. */
function promptLength({ system = '', messages }: Query): number {
  return messages.reduce((sum, { text }) => sum + text.length, system.length);
}
