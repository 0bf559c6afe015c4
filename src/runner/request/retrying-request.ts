import type { Allowance } from '../../cost/allowance.ts';
import { mayHaveGenerated } from '../../cost/cost.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { Random } from '../../random/random.ts';
import type { Attempt, Barrier } from '../../sample/sample.ts';
import type { RetryPolicy } from '../../scenario/retry-policy.ts';
import type { Reply, Target } from '../../target/contract/target.ts';
import { hasBegun } from '../../target/decode/begun.ts';
import { createCancellation, type Cancellation } from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { RetryBudget } from './retry-budget.ts';

/** A RetryingRequest is one query on its way to an answer: one attempt, or several under the retry policy. */
export interface RetryingRequest {
  readonly target: Target;
  readonly query: Query;
  readonly timeout: Milliseconds;
  readonly retry: RetryPolicy;
  /** What all requests of the run may retry together. */
  readonly retries: RetryBudget;
  readonly metadata: Readonly<Record<string, string>>;
  /** When the first attempt goes out; its time limit runs from here. */
  readonly due: Milliseconds;
  /** Holds the first attempt, ready to go, until it may be sent. */
  readonly gate: () => Promise<void>;
  /** What it may spend; whatever it takes when absent. */
  readonly allowance?: Allowance | undefined;
}

/** What a request came to: its last reply, and every attempt on the clock. */
export interface RequestResult {
  readonly reply: Reply;
  readonly attempts: readonly Attempt[];
}

/**
 * What the test bed has to mend is told at once: tried again, it would hide behind a later answer, or
 * be the same.
 */
const VAIN: ReadonlySet<Barrier> = new Set(['certificate', 'tls', 'proxy', 'sockets']);

const WORTH_RETRYING: ReadonlySet<Reply['outcome']> = new Set([
  'throttled',
  'server_error',
  'unreachable',
  'timeout',
  'incomplete',
  'model_error',
]);

/** Sends a request until it is answered, refused for good, out of attempts or stopped. */
export async function sendWithRetries(
  request: RetryingRequest,
  { clock, random, cancellation }: { clock: Clock; random: Random; cancellation: Cancellation },
): Promise<RequestResult> {
  const attempts: Attempt[] = [];
  const { signal } = cancellation;
  request.retries.arrive();
  for (;;) {
    const began = clock.now();
    const reply = await attempt(request, attempts.length === 0, clock, cancellation);
    const begun = hasBegun(reply);
    attempts.push({
      sent: reply.stamps.sent ?? began,
      end: reply.end,
      outcome: reply.outcome,
      ...(begun ? { begun } : {}),
      ...(reply.reconnections === undefined ? {} : { reconnections: reply.reconnections }),
      ...(reply.legs === undefined ? {} : { legs: reply.legs }),
    });
    const last = attempts.length >= request.retry.maxAttempts;
    const told = reply.server?.retryAfter ?? 0;
    // Whoever is told to wait for longer than the policy waits does not ask again.
    const vain = told > request.retry.cap || !isWorthRetrying(reply);
    if (last || signal.aborted || vain || !request.retries.take()) return { reply, attempts };
    // What the service asks for comes first, and the jitter on top: all were told the same.
    const pause = told + backoff(request.retry, attempts.length, random);
    const mayBeBilled = begun || mayHaveGenerated(reply.outcome);
    // Before the pause: machines are rented during it, too.
    if (request.allowance?.retry(mayBeBilled, pause + request.timeout) === false)
      return { reply, attempts };
    await clock.sleepUntil(clock.now() + pause, signal);
    if (signal.aborted) return { reply, attempts };
  }
}

function isWorthRetrying({ outcome, error }: Reply): boolean {
  const isVain = error?.barrier !== undefined && VAIN.has(error.barrier);
  return WORTH_RETRYING.has(outcome) && !isVain;
}

/** Full jitter: uniform below a bound that doubles (Brooker, "Exponential Backoff And Jitter", 2015). */
function backoff({ base, cap }: RetryPolicy, attempt: number, random: Random): Milliseconds {
  return random() * Math.min(cap, base * 2 ** (attempt - 1));
}

/** One physical request under its own time limit. */
async function attempt(
  request: RetryingRequest,
  isFirst: boolean,
  clock: Clock,
  whole: Cancellation,
): Promise<Reply> {
  // The only attempt may end the whole; signals are dear.
  const cancellation = request.retry.maxAttempts === 1 ? whole : createCancellation(whole.signal);
  const from = isFirst ? Math.max(request.due, clock.now()) : clock.now();
  const answered = clock.timer(from + request.timeout, () => cancellation.abort('timeout'));
  try {
    return await request.target.ask(request.query, {
      clock,
      signal: cancellation.signal,
      metadata: request.metadata,
      ...(request.allowance === undefined ? {} : { resend: request.allowance.resend }),
      ...(isFirst ? { gate: request.gate } : {}),
    });
  } finally {
    if (cancellation !== whole) cancellation.release();
    answered();
  }
}
