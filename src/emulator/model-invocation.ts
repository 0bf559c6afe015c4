import type { Outcome } from '../sample/outcome.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { EmulatedModel } from './capacity/emulated-model.ts';
import type { OnTokens } from './capacity/serving-driver.ts';
import type { CachedInput } from './prompt/cached-input.ts';
import type { ResponseWriter } from './stream/response-writer.ts';
import { createSlowDrip } from './stream/slow-drip.ts';

/**
 * The generation of one reply by a model, behind a gateway and a function where the service has
 * them.
 */
export interface ModelInvocation {
  readonly emulatedModel: EmulatedModel;
  readonly delivery: ResponseWriter;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Updated with the tokens that the server's prefix cache held. */
  readonly cached: CachedInput;
  /** Keys of the prompt's blocks for the server's prefix cache. */
  readonly blocks: readonly number[];
  readonly arrived: Milliseconds;
  /** Whether the model is behind a function, and a gateway where the service has one. */
  readonly deployed: boolean;
  /** Whether its tokens are released slowly, one by one. */
  readonly dripping: boolean;
}

/** `lateness` is the largest delay of a token behind its due time. */
type Finish = (outcome: Outcome, lateness: Milliseconds) => void;

/**
 * Starts an invocation and returns the function to call when the client disconnects. Calls `finish`
 * exactly once unless the driver is stopped.
 */
export function startInvocation(invocation: ModelInvocation, finish: Finish): () => void {
  const { emulatedModel, delivery, inputTokens, outputTokens, cached, blocks, deployed } =
    invocation;
  const { servingDriver, lambda } = emulatedModel;
  const delay = deployed ? lambda.enter(invocation.arrived) : 0;
  let cancel = (): void => {};
  let ended = false;
  let lateness: Milliseconds = 0;

  const stop = (outcome: Outcome): void => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    cancel();
    if (deployed) lambda.leave();
    finish(outcome, lateness);
  };
  const start = (): void => {
    const startedAt = deployed ? performance.now() : invocation.arrived;
    let firstToken: Milliseconds | undefined;
    const onTokens: OnTokens = (tokens, done, at, late) => {
      if (late > lateness) lateness = late;
      firstToken ??= at - startedAt;
      const outcome = delivery.advance(tokens, done, { firstToken, latency: at - startedAt });
      if (outcome !== undefined) stop(outcome);
    };
    const slowDrip = invocation.dripping ? createSlowDrip(onTokens) : undefined;
    const started = servingDriver.start(
      { inputTokens, outputTokens, cachedTokens: cached.read, blocks },
      slowDrip?.onTokens ?? onTokens,
    );
    cached.read = started.cachedTokens;
    cancel = () => {
      slowDrip?.stop();
      started.cancel();
    };
  };
  const timer = delay > 0 ? setTimeout(start, delay) : undefined;
  if (timer === undefined) start();
  return () => stop('interrupted');
}
