import type { Query } from '../dataset/query.ts';
import type { Clock } from '../sample/clock.ts';
import { createLeash } from '../sample/leash.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Random } from '../scenario/random.ts';
import type { Reply, Target } from '../target/target.ts';

/** What an Inquiry needs beside its query. */
export interface Bench {
  readonly target: Target;
  /** One attempt is given up after this long. */
  readonly timeout: Milliseconds;
  readonly clock: Clock;
  /** Spreads the waits between attempts. */
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Parameters that the judge refused by name: inquiries add to them, and leave them out from then on. */
  readonly refused: Set<Omissible>;
}

/** A request parameter that a judge can do without. */
export type Omissible = 'temperature';

/** The judge is not under test: a busy moment of it should not cost a score. */
const ATTEMPTS = 3;
const FIRST_WAIT: Milliseconds = 1000;
/** A judge that says to wait longer is not asked again. */
const LONGEST_WAIT: Milliseconds = 60_000;

const PASSING: ReadonlySet<Outcome> = new Set([
  'throttled',
  'timeout',
  'server_error',
  'unreachable',
  'model_error',
  'incomplete',
]);

/**
 * An Inquiry asks the judge until it replies, fails for good, has failed three times, or the run
 * stops. It waits at least as long as a refusal says. A judge that refuses the temperature is asked
 * once more without one. Returns every reply in order, at least one: each may have been billed.
 */
export async function inquire(query: Query, bench: Bench): Promise<readonly [Reply, ...Reply[]]> {
  const { clock, signal } = bench;
  let last = await attempt(query, bench);
  const replies: [Reply, ...Reply[]] = [last];
  if (refusesTemperature(last) && query.temperature !== undefined) {
    bench.refused.add('temperature');
    last = await attempt(query, bench);
    replies.push(last);
  }
  for (let tries = 1; tries < ATTEMPTS && PASSING.has(last.outcome); tries++) {
    const told = last.server?.retryAfter ?? 0;
    if (told > LONGEST_WAIT) break;
    // Full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015), after what the judge said.
    const wait = told + bench.random() * FIRST_WAIT * 2 ** (tries - 1);
    await clock.sleepUntil(clock.now() + wait, signal);
    if (signal.aborted) break;
    last = await attempt(query, bench);
    replies.push(last);
  }
  return replies;
}

/** Newer models of Anthropic and OpenAI take no temperature, and say so in their own words. */
function refusesTemperature({ outcome, error }: Reply): boolean {
  return outcome === 'refused_request' && /\btemperature\b/i.test(error?.message ?? '');
}

async function attempt(query: Query, bench: Bench): Promise<Reply> {
  const { target, timeout, clock, signal, refused } = bench;
  const { temperature: _, ...plain } = query;
  const leash = createLeash(signal);
  const answered = clock.alarm(clock.now() + timeout, () => leash.abort('timeout'));
  try {
    return await target.ask(refused.has('temperature') ? plain : query, {
      clock,
      signal: leash.signal,
      metadata: {},
    });
  } finally {
    answered();
    leash.release();
  }
}
