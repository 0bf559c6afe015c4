import type { Allowance } from '../../cost/allowance.ts';
import { mayHaveGenerated } from '../../cost/cost.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { Random } from '../../random/random.ts';
import type { Attempt } from '../../sample/sample.ts';
import type { RetryPolicy } from '../../scenario/retry-policy.ts';
import type { Reply, Target } from '../../target/contract/target.ts';
import { hasBegun } from '../../target/decode/begun.ts';
import { withRetries } from '../../target/retry/with-retries.ts';
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

/** Sends a request until it is answered, refused for good, out of attempts or stopped. */
export async function sendWithRetries(
  request: RetryingRequest,
  { clock, random, cancellation }: { clock: Clock; random: Random; cancellation: Cancellation },
): Promise<RequestResult> {
  const attempts: Attempt[] = [];
  request.retries.arrive();
  const replies = await withRetries({
    policy: request.retry,
    clock,
    random,
    signal: cancellation.signal,
    attempt: async (isFirst) => {
      const began = clock.now();
      const reply = await attempt(request, isFirst, clock, cancellation);
      attempts.push(attemptOf(reply, began));
      return reply;
    },
    mayRetry: () => request.retries.take(),
    hasRoom: (last, wait) => {
      const mayBeBilled = hasBegun(last) || mayHaveGenerated(last.outcome);
      // Asked before the wait: machines are rented during it, too.
      return request.allowance?.retry(mayBeBilled, wait + request.timeout) !== false;
    },
  });
  const reply = replies.at(-1);
  if (reply === undefined) throw new Error('a request was not sent even once');
  return { reply, attempts };
}

function attemptOf(reply: Reply, began: Milliseconds): Attempt {
  const { stamps, end, outcome, reconnections, legs } = reply;
  return {
    sent: stamps.sent ?? began,
    end,
    outcome,
    ...(hasBegun(reply) ? { begun: true } : {}),
    ...(reconnections === undefined ? {} : { reconnections }),
    ...(legs === undefined ? {} : { legs }),
  };
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
