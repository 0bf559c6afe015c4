import type { Query } from '../dataset/query/query.ts';
import type { Random } from '../random/random.ts';
import type { Reply, Target } from '../target/contract/target.ts';
import { withRetries } from '../target/retry/with-retries.ts';
import { createCancellation } from '../time/cancellation.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';

/** What an Inquiry needs beside its query. */
export interface RetryOptions {
  readonly target: Target;
  /** One attempt is given up after this long. */
  readonly timeout: Milliseconds;
  readonly clock: Clock;
  /** Spreads the waits between attempts. */
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Parameters that the judge refused by name: inquiries add to them, and leave them out from then on. */
  readonly refused: Set<Omissible>;
  /** Whether the spend cap has room for one more call; absent without a cap. */
  readonly afford?: ((query: Query) => Promise<Payment | undefined>) | undefined;
}

/** A Payment is what a spend cap holds for one call, until its reply tells what it cost. */
export interface Payment {
  readonly resend: () => boolean;
  settle(reply: Reply): void;
  /** Takes all that is held for spent: there is no reply. */
  forfeit(): void;
}

/** A request parameter that a judge can do without. */
export type Omissible = 'temperature';

/** The judge is not under test: a busy moment of it should not cost a score. */
const POLICY = { maxAttempts: 3, base: 1000, cap: 60_000 };

/**
 * Asks the judge until it replies, fails for good, has failed three times, or the run stops. A judge that
 * refuses the temperature is asked again without one. Returns every reply in order, each of which may have
 * been billed; none where the spend cap has no room for a first call.
 */
export async function askWithRetries(
  query: Query,
  retryOptions: RetryOptions,
): Promise<readonly Reply[]> {
  const { clock, random, signal, refused } = retryOptions;
  const ask = (): Promise<readonly Reply[]> =>
    withRetries({
      policy: POLICY,
      clock,
      random,
      signal,
      attempt: () => attempt(query, retryOptions),
    });
  const replies = await ask();
  const last = replies.at(-1);
  if (last === undefined || query.temperature === undefined || !refusesTemperature(last)) {
    return replies;
  }
  refused.add('temperature');
  return [...replies, ...(await ask())];
}

/** Newer models of Anthropic and OpenAI take no temperature, and say so in their own words. */
function refusesTemperature({ outcome, error }: Reply): boolean {
  return outcome === 'refused_request' && /\btemperature\b/i.test(error?.message ?? '');
}

/** Undefined where the spend cap has no room for it. */
async function attempt(query: Query, retryOptions: RetryOptions): Promise<Reply | undefined> {
  const { temperature: _, ...plain } = query;
  const asked = retryOptions.refused.has('temperature') ? plain : query;
  if (retryOptions.afford === undefined) return call(asked, retryOptions);
  const payment = await retryOptions.afford(asked);
  if (payment === undefined) return undefined;
  try {
    const reply = await call(asked, retryOptions, payment.resend);
    payment.settle(reply);
    return reply;
  } finally {
    payment.forfeit();
  }
}

async function call(
  query: Query,
  retryOptions: RetryOptions,
  resend?: () => boolean,
): Promise<Reply> {
  const { target, timeout, clock, signal } = retryOptions;
  const cancellation = createCancellation(signal);
  const answered = clock.timer(clock.now() + timeout, () => cancellation.abort('timeout'));
  try {
    return await target.ask(query, {
      clock,
      signal: cancellation.signal,
      metadata: {},
      ...(resend === undefined ? {} : { resend }),
    });
  } finally {
    answered();
    cancellation.release();
  }
}
