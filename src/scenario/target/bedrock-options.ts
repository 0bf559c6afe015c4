/** BedrockOptions are what a request to Bedrock Runtime may ask for beside its answer. */
export interface BedrockOptions {
  readonly guardrail?: { readonly id: string; readonly version: string };
  /** `optimized` for models that AWS serves on faster hardware. */
  readonly latency?: 'standard' | 'optimized';
  readonly serviceTier?: ServiceTier;
  /** The project that is billed and limited; sent as X-Amzn-Bedrock-ProjectIdentifier. */
  readonly projectIdentifier?: string;
}

export const SERVICE_TIERS = ['default', 'flex', 'priority', 'reserved'] as const;

/** A ServiceTier is how soon Bedrock gets to a request, and for what price. */
export type ServiceTier = (typeof SERVICE_TIERS)[number];
