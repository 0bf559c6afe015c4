import type { Milliseconds } from '../scenario/duration.ts';

/** A TokenDemand is what a minute's queries take out of a tokens-per-minute quota. */
export interface TokenDemand {
  /** What they used, once they are all done: input, and output times its burndown. */
  readonly settled: number;
  /** What they hold if they all arrive at once: input and the whole of maxTokens. */
  readonly reserved: number;
}

/** A TokenUse is what one query uses of a quota, in mean tokens. */
export interface TokenUse {
  readonly input: number;
  readonly output: number;
  /** Output tokens a request may ask for; Bedrock reserves them all when it admits one. */
  readonly maxTokens: number;
  /** How many quota tokens one output token counts for (serving/burndown.ts). */
  readonly burndown: number;
}

/** Reservation and settlement as Bedrock does them (user guide, token burndown, 2026). */
export function tokenDemand(perMinute: number, use: TokenUse): TokenDemand {
  return {
    settled: perMinute * settledTokens(use),
    reserved: perMinute * (use.input + use.maxTokens),
  };
}

/**
 * The most queries a minute that a quota of Q tokens per minute sustains. Each uses I + bO, and holds
 * the rest of its reservation, M - bO where that is positive, for its latency W:
 * Q / (I + bO + (M - bO) W/60 s). Own derivation, from Little's law.
 */
export function sustainedPerMinute(quota: number, use: TokenUse, latency: Milliseconds): number {
  const held = Math.max(0, use.maxTokens - use.burndown * use.output);
  return quota / (settledTokens(use) + (held * latency) / 60_000);
}

function settledTokens({ input, output, burndown }: TokenUse): number {
  return input + burndown * output;
}
