import type { Outcome } from '../sample/outcome.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { EmulatedModel } from './capacity/emulated-model.ts';
import type { OnTokens } from './capacity/serving-driver.ts';
import type { CachedInput } from './prompt/cached-input.ts';
import type { ResponseWriter } from './stream/response-writer.ts';
import { createSlowDrip } from './stream/slow-drip.ts';

/**
 * A ModelInvocation is one reply's way through a server, after the gateway and function where there
 * are such.
 */
export interface ModelInvocation {
  readonly emulatedModel: EmulatedModel;
  readonly delivery: ResponseWriter;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Is told what the server's own prefix cache held. */
  readonly cached: CachedInput;
  /** For the server's prefix cache. */
  readonly blocks: readonly number[];
  readonly arrived: Milliseconds;
  /** Behind a gateway and a function. */
  readonly deployed: boolean;
  /** Its tokens come out one by one, each late. */
  readonly dripping: boolean;
}

/** `lateness` is the most that a token came out later than it was due. */
type Finish = (outcome: Outcome, lateness: Milliseconds) => void;

/**
 * Starts a ModelInvocation and returns what to call when the client goes away; `finish` is called
 * once in any case.
 */
export function startInvocation(invocation: ModelInvocation, finish: Finish): () => void {
  const { emulatedModel, delivery, inputTokens, outputTokens, cached, blocks, deployed } =
    invocation;
  const { servingDriver, lambda } = emulatedModel;
  const delay = deployed ? lambda.enter(invocation.arrived) : 0;
  let cancel = (): void => {};
  let over = false;
  let lateness: Milliseconds = 0;

  const stop = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    cancel();
    if (deployed) lambda.leave();
    finish(outcome, lateness);
  };
  const start = (): void => {
    const began = deployed ? performance.now() : invocation.arrived;
    let firstToken: Milliseconds | undefined;
    const onTokens: OnTokens = (tokens, done, at, late) => {
      if (late > lateness) lateness = late;
      firstToken ??= at - began;
      const outcome = delivery.advance(tokens, done, { firstToken, latency: at - began });
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
