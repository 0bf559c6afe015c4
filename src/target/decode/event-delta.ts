import type { Delta } from '../delta/delta.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { readBareError, readErrorEvent } from '../errors/error-event.ts';
import { wholeAnswer } from '../wire/stream-body.ts';

/**
 * The delta of one stream event in a dialect, or the failure that it contains: an error of any
 * form, beside content or alone.
 */
type EventDelta = Delta;

export function readEventDelta(dialect: Dialect, json: unknown, structured: boolean): EventDelta {
  const delta = dialect.delta(json, structured);
  if (delta.failure !== undefined) return delta;
  const failure = readErrorEvent(json);
  if (failure !== undefined) return { ...delta, done: false, failure };
  if (dialect.isWhole?.(json) === true) throw wholeAnswer(json);
  const bare = isBare(delta) ? readBareError(json) : undefined;
  return bare === undefined ? delta : { failure: bare };
}

/** Returns whether the dialect found nothing in the event. */
function isBare({ text, reasoning, tool, unread = 0, stopReason, done, tokens }: Delta): boolean {
  if ((text ?? reasoning ?? tool ?? stopReason) !== undefined || unread > 0) return false;
  return done !== true && Object.values(tokens ?? {}).every((count) => count === undefined);
}
