/**
 * Tokens of a request that count against Bedrock's tokens-per-minute quota, at admission and at its
 * end (user guide, token burndown, 2026). Planner and emulator both use these two sums.
 *
 *     reserved = input + cacheWrite + maxTokens
 *     settled  = input + cacheWrite + output x burndown
 *
 * Input read from the prompt cache is in neither.
 */
export type QuotaTokens = number;

/** Tokens of a prompt. `input` excludes tokens read from and written to the prompt cache. */
export interface PromptTokens {
  readonly input: number;
  /** Tokens written to the prompt cache, of any lifetime. */
  readonly cacheWrite?: number;
}

export interface QuotaRequest extends PromptTokens {
  /** Maximum output tokens. */
  readonly maxTokens: number;
}

/** Tokens used; all 0 for a request without use. */
export interface QuotaUse extends PromptTokens {
  readonly output: number;
}

/** Returns the quota tokens reserved at admission, without burndown. */
export function reservedTokens({ input, cacheWrite = 0, maxTokens }: QuotaRequest): QuotaTokens {
  return input + cacheWrite + maxTokens;
}

/** Returns the quota tokens used, each output token counted `burndown` times (burndown.ts). */
export function settledTokens(
  { input, cacheWrite = 0, output }: QuotaUse,
  burndown: number,
): QuotaTokens {
  return input + cacheWrite + output * burndown;
}
