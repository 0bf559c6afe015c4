import { Problem } from '../../problem/problem.ts';
import { OUTCOMES } from '../../sample/outcome.ts';
import type { Timestamps, Tokens } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Reply } from '../contract/target.ts';
import type { ModuleReply } from './target-module.ts';

/** When a module received a request, and when it replied. */
interface Span {
  readonly start: Milliseconds;
  readonly now: Milliseconds;
}

/** Timestamps in the order in which they can happen. */
const STAMPS = [
  'sent',
  'connected',
  'firstByte',
  'firstEvent',
  'firstToken',
  'firstVisible',
  'lastToken',
] as const satisfies readonly (keyof Timestamps)[];

const COUNTS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWriteLong',
  'reasoning',
] as const satisfies readonly (keyof Tokens)[];

/**
 * Returns the reply of a user's module, with missing members as unknown. Throws a Problem on an
 * impossible reply: an error in a module must not make its service look faster or cheaper than it
 * is.
 */
export function checkedReply(
  reply: ModuleReply,
  span: Span,
  { name, module }: { readonly name: string; readonly module: string },
): Reply {
  const fault = faultOf(reply, span);
  if (fault !== undefined) {
    throw new Problem(`The target "${name}" replied with ${fault}.`, {
      place: { file: module },
      remedy:
        'Correct the module: the run was ended, since its times and counts cannot be believed.',
    });
  }
  const { stamps = {}, end = span.now, tokens = { source: 'unknown' } } = reply;
  const { answer, toolCalls = 0, unread = 0 } = reply;
  const isEmpty = reply.outcome === 'ok' && answer === '' && toolCalls === 0 && unread === 0;
  return {
    chunks: answer === '' ? 0 : 1,
    readsShared: 0,
    chunkGaps: [],
    ...reply,
    ...(isEmpty ? { empty: true } : {}),
    stamps: { sent: span.start, ...stamps },
    end,
    tokens,
  };
}

/**
 * Returns what is wrong with a reply, as a phrase after "replied with"; undefined if nothing is.
 */
function faultOf(reply: unknown, span: Span): string | undefined {
  if (typeof reply !== 'object' || reply === null) return `${typeof reply} in place of a reply`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each member is looked at below
  const { outcome, answer, error, stamps = {}, end, tokens } = reply as Partial<ModuleReply>;
  if (outcome === undefined || !OUTCOMES.includes(outcome) || outcome === 'dropped') {
    return `the outcome "${String(outcome)}", which is none of ${OUTCOMES.filter((each) => each !== 'dropped').join(', ')}`;
  }
  if (typeof answer !== 'string') return 'an answer that is no text';
  if (outcome !== 'ok' && typeof error?.name !== 'string') {
    return `the outcome "${outcome}" without an error: { name, message }`;
  }
  return timeFault({ sent: span.start, ...stamps }, end, span) ?? countFault(tokens);
}

function timeFault(
  stamps: Timestamps,
  end: Milliseconds | undefined,
  { start, now }: Span,
): string | undefined {
  let [last, least]: [name: string, least: Milliseconds] = ['the request', start];
  for (const [name, at] of [
    ...STAMPS.map((each) => [each, stamps[each]] as const),
    ['end', end],
  ] as const) {
    if (at === undefined) continue;
    if (!(at >= least)) return `${name} before ${last}; instants are those of call.clock.now()`;
    if (at > now) return `${name} in the future; instants are those of call.clock.now()`;
    [last, least] = [name, at];
  }
  return undefined;
}

function countFault(tokens: Tokens | undefined): string | undefined {
  if (tokens === undefined) return undefined;
  const wrong = COUNTS.find((name) => tokens[name] !== undefined && !(tokens[name] >= 0));
  if (wrong !== undefined) return `${String(tokens[wrong])} as its number of ${wrong} tokens`;
  const isCounted = tokens.input !== undefined || tokens.output !== undefined;
  return isCounted && tokens.source === 'unknown'
    ? 'counts of tokens whose source is unknown'
    : undefined;
}
