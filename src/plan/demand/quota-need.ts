import { tokenDemand, type TokenUse } from './token-demand.ts';

/** A QuotaNeed is what the busiest minute takes out of a quota by the minute, known before it is run. */
export interface QuotaNeed {
  readonly requests: number;
  /** Tokens, if no answer had a word. */
  readonly least: number;
  /** Tokens, if every answer were as long as it may be. */
  readonly most: number;
}

/** How long the answers will be, nobody knows yet. */
export interface PromptUse extends Omit<TokenUse, 'output'> {
  /** Where nobody documents the burndown. */
  readonly assumed?: boolean;
}

export function quotaNeed(perMinute: number, use: PromptUse): QuotaNeed {
  return {
    requests: perMinute,
    least: tokenDemand(perMinute, { ...use, output: 0 }).settled,
    most: tokenDemand(perMinute, { ...use, output: use.maxTokens }).settled,
  };
}

/** The queries a minute that a quota of so many tokens is sure to take. */
export function surePerMinute(tokensPerMinute: number, use: PromptUse): number {
  return tokensPerMinute / quotaNeed(1, use).most;
}
