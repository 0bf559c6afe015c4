import { standardNormal } from '../random/normal.ts';
import type { Random } from '../random/random.ts';
import type { Milliseconds } from '../time/duration.ts';
import { type QueuedEvent, createEventQueue } from './base/event-queue.ts';
import { assertJob } from './base/job-check.ts';
import type { ServingOptions } from './base/serving-options.ts';
import type { Emission, Serving } from './base/serving.ts';
import type { PooledProfile } from './profiles/profile.ts';

/** The token stream of one job, evenly spaced. */
interface Stream extends QueuedEvent {
  readonly id: number;
  readonly output: number;
  readonly firstToken: Milliseconds;
  readonly gap: Milliseconds;
  /** Time of the next emission, and the tokens emitted by then. */
  at: Milliseconds;
  tokens: number;
  cancelled: boolean;
}

/**
 * Creates a serving whose latency does not depend on load: each job draws its own time to first
 * token and its own speed, and shares nothing with the others.
 *
 *     first token = ttft exp(ttftSigma z1) [tailFactor, with tailProbability] + perInputToken input
 *     token k     = first token + (k - 1) 1000 / (tokensPerSecond exp(speedSigma z2))
 *
 * Each job takes the same number of draws, so one job's tail never changes another's times.
 */
export function createPooled(
  profile: PooledProfile,
  random: Random,
  options: ServingOptions = {},
): Serving {
  const edgesOnly = options.emissions === 'edges';
  const streams = new Map<number, Stream>();
  const events = createEventQueue<Stream>();

  function nextDue(): Stream | undefined {
    while (events.first?.cancelled === true) events.shift();
    return events.first;
  }

  function emit(stream: Stream): Emission {
    events.shift();
    const { id, at, tokens } = stream;
    const done = tokens >= stream.output;
    if (done) {
      streams.delete(id);
    } else {
      stream.tokens = edgesOnly ? stream.output : tokens + 1;
      // Computed from the first token, because adding up gaps would accumulate rounding errors.
      stream.at = stream.firstToken + (stream.tokens - 1) * stream.gap;
      events.add(stream);
    }
    return { id, at, tokens, done };
  }

  return {
    arrive(job, now) {
      assertJob(job, now, streams);
      const body = profile.ttft * Math.exp(profile.ttftSigma * standardNormal(random));
      const tail = random() < profile.tailProbability ? profile.tailFactor : 1;
      const speed = profile.tokensPerSecond * Math.exp(profile.speedSigma * standardNormal(random));
      const cached = Math.min(job.cachedTokens ?? 0, job.inputTokens);
      const firstToken = now + body * tail + profile.perInputToken * (job.inputTokens - cached);
      const stream: Stream = {
        id: job.id,
        output: job.outputTokens,
        firstToken,
        gap: 1000 / speed,
        at: firstToken,
        tokens: Math.min(1, job.outputTokens),
        turn: 0,
        cancelled: false,
      };
      streams.set(job.id, stream);
      events.add(stream);
      return cached;
    },
    nextAt: () => nextDue()?.at,
    advance(now) {
      const emissions: Emission[] = [];
      for (let next = nextDue(); next !== undefined && next.at <= now; next = nextDue()) {
        emissions.push(emit(next));
      }
      return emissions;
    },
    cancel(id) {
      const stream = streams.get(id);
      if (stream === undefined) return;
      stream.cancelled = true;
      streams.delete(id);
    },
    get inFlight() {
      return streams.size;
    },
  };
}
