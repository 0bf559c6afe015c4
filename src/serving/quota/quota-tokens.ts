/**
 * QuotaTokens are what one request takes out of a tokens-per-minute quota of Bedrock: when it is
 * admitted, and when it has ended (user guide, token burndown, 2026). Whoever plans for a quota and
 * whoever keeps one counts by these two.
 *
 *     reserved = input + cacheWrite + maxTokens
 *     settled  = input + cacheWrite + output x burndown
 *
 * Input read from the prompt cache is in neither.
 */
export type QuotaTokens = number;

/** Tokens. `input` excludes both what is read from the prompt cache and what is written to it. */
export interface PromptTokens {
  readonly input: number;
  /** Whatever the lifetime of what is written. */
  readonly cacheWrite?: number;
}

export interface QuotaRequest extends PromptTokens {
  /** The most it may generate. */
  readonly maxTokens: number;
}

/** All 0 where nothing was used. */
export interface QuotaUse extends PromptTokens {
  readonly output: number;
}

/** Quota tokens held from the start; the burndown rate is not in it. */
export function reservedTokens({ input, cacheWrite = 0, maxTokens }: QuotaRequest): QuotaTokens {
  return input + cacheWrite + maxTokens;
}

/** Quota tokens used in the end, each output token counted `burndown` times (burndown.ts). */
export function settledTokens(
  { input, cacheWrite = 0, output }: QuotaUse,
  burndown: number,
): QuotaTokens {
  return input + cacheWrite + output * burndown;
}
