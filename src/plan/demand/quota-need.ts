import { tokenDemand, type TokenUse } from './token-demand.ts';

/** Demand of the busiest minute on a per-minute quota, computed before the run. */
export interface QuotaNeed {
  readonly requests: number;
  /** Minimum tokens: all answers empty. */
  readonly least: number;
  /** Maximum tokens: all answers at maxTokens. */
  readonly most: number;
}

/** Use of a query whose answer length is not known yet. */
export interface PromptUse extends Omit<TokenUse, 'output'> {
  /** Whether the burndown is assumed, not documented. */
  readonly assumed?: boolean;
}

export function quotaNeed(perMinute: number, use: PromptUse): QuotaNeed {
  return {
    requests: perMinute,
    least: tokenDemand(perMinute, { ...use, output: 0 }).settled,
    most: tokenDemand(perMinute, { ...use, output: use.maxTokens }).settled,
  };
}

/** Returns the queries per minute that a quota certainly admits. */
export function surePerMinute(tokensPerMinute: number, use: PromptUse): number {
  return tokensPerMinute / quotaNeed(1, use).most;
}
