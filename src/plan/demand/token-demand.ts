import {
  type QuotaRequest,
  type QuotaUse,
  reservedTokens,
  settledTokens,
} from '../../serving/quota/quota-tokens.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A TokenDemand is what a minute's queries take out of a tokens-per-minute quota. */
export interface TokenDemand {
  /** What they used, once they are all done: input, and output times its burndown. */
  readonly settled: number;
  /** What they hold if they all arrive at once: the whole of maxTokens beside their input. */
  readonly reserved: number;
}

/** A TokenUse is what one query uses of a quota, in mean tokens: what was sent, and what came of it. */
export interface TokenUse extends QuotaRequest, QuotaUse {
  /** How many quota tokens one output token counts for (serving/burndown.ts). */
  readonly burndown: number;
}

export function tokenDemand(perMinute: number, use: TokenUse): TokenDemand {
  return {
    settled: perMinute * settledTokens(use, use.burndown),
    reserved: perMinute * reservedTokens(use),
  };
}

/**
 * The most queries a minute that a quota of Q tokens per minute sustains. Each uses S when settled, and
 * holds the rest of its reservation R, where that is more, for its latency W:
 * Q / (S + (R - S) W/60 s). Own derivation, from Little's law.
 */
export function sustainedPerMinute(quota: number, use: TokenUse, latency: Milliseconds): number {
  const { settled, reserved } = tokenDemand(1, use);
  const held = Math.max(0, reserved - settled);
  return quota / (settled + (held * latency) / 60_000);
}
