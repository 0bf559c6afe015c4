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

/** A query and the policy by which it is attempted until it is answered. */
export interface RetryingRequest {
  readonly target: Target;
  readonly query: Query;
  readonly timeout: Milliseconds;
  readonly retry: RetryPolicy;
  /** Retry budget shared by all requests of the run. */
  readonly retries: RetryBudget;
  readonly metadata: Readonly<Record<string, string>>;
  /** Clock time of the first attempt, from which its timeout counts. */
  readonly due: Milliseconds;
  /** Delays the sending of the prepared first attempt. */
  readonly gate: () => Promise<void>;
  /** Spend allowance of the request; unlimited if absent. */
  readonly allowance?: Allowance | undefined;
}

/** The last reply of a request, and its attempts in clock times. */
export interface RequestResult {
  readonly reply: Reply;
  readonly attempts: readonly Attempt[];
}

/**
 * Sends a request until it is answered, fails without retry, has no attempts left, or is aborted.
 */
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
      // Checked before the wait, because machines are rented during it.
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

/** Makes one attempt with its own timeout. */
async function attempt(
  request: RetryingRequest,
  isFirst: boolean,
  clock: Clock,
  whole: Cancellation,
): Promise<Reply> {
  // A single attempt uses the signal of the request, because creating one is slow.
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
