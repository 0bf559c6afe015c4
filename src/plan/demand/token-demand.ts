import {
  type QuotaRequest,
  type QuotaUse,
  reservedTokens,
  settledTokens,
} from '../../serving/throttling/quota-tokens.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Tokens per minute that queries take from a quota. */
export interface TokenDemand {
  /** Tokens used at the end: input, and output times its burndown. */
  readonly settled: number;
  /** Tokens reserved if all arrive at once: the whole maxTokens beside their input. */
  readonly reserved: number;
}

/** Mean quota tokens of one query: as requested and as used. */
export interface TokenUse extends QuotaRequest, QuotaUse {
  /** Quota tokens per output token (serving/throttling/burndown.ts). */
  readonly burndown: number;
}

export function tokenDemand(perMinute: number, use: TokenUse): TokenDemand {
  return {
    settled: perMinute * settledTokens(use, use.burndown),
    reserved: perMinute * reservedTokens(use),
  };
}

/**
 * Returns the queries per minute that a quota of Q tokens per minute sustains. Each uses S when
 * settled, and holds the rest of its reservation R, where that is more, for its latency W: Q / (S +
 * (R - S) W/60 s). Own derivation, from Little's law.
 */
export function sustainedPerMinute(quota: number, use: TokenUse, latency: Milliseconds): number {
  const { settled, reserved } = tokenDemand(1, use);
  const held = Math.max(0, reserved - settled);
  return quota / (settled + (held * latency) / 60_000);
}
