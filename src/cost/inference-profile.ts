/** A model served from several regions, named by its id's prefix. */
export interface InferenceProfile {
  readonly geography: string;
  /** Model id without the prefix. */
  readonly model: string;
}

const PREFIX = /^(us-gov|us|eu|apac|jp|au|ca|in|global)\.(.+)$/;

const ARN = /^arn:aws[\w-]*:bedrock:[\w-]*:\d*:(?:inference-profile|foundation-model)\/(.+)$/;

/** Returns a model id without its ARN; ARNs of a customer's own resources stay unchanged. */
export function modelIdOf(idOrArn: string): string {
  return ARN.exec(idOrArn)?.[1] ?? idOrArn;
}

/** Returns the profile of an id; undefined without a prefix. */
export function parseInferenceProfile(id: string): InferenceProfile | undefined {
  const [, geography, model] = PREFIX.exec(id) ?? [];
  return geography === undefined || model === undefined ? undefined : { geography, model };
}

/** Source regions of each geography's profiles. */
const REGIONS: Readonly<Record<string, RegExp>> = {
  'us-gov': /^us-gov-/,
  us: /^us-(?!gov|iso)/,
  eu: /^eu-(?!isoe|sc)/,
  apac: /^ap-/,
  jp: /^ap-northeast-[13]$/,
  au: /^ap-southeast-[24]$/,
  ca: /^ca-/,
  in: /^ap-south-/,
  global: /^(?!us-gov-|us-iso|eu-isoe|eu-sc|cn-)/,
};

/**
 * Whether a profile of this geography can be called from a region, so that the region's price
 * applies.
 */
export function covers(geography: string, region: string): boolean {
  return REGIONS[geography]?.test(region) ?? false;
}

/** Makers whose `us.` profiles cost the same as the model in us-east-1 (LiteLLM 1.110.2). */
const SAME_IN_THE_US = /^(?:amazon|meta|mistral|deepseek|writer|openai)\./;

/**
 * Returns the price factor of a profile over the model's list price; undefined where unknown.
 *
 * Claude's global profiles are sold at list price, and from 4.5 on a geographic profile costs 10 %
 * more (AWS Price List, 2026-08-13). Other makers' profiles outside of the US cost up to a third
 * more than their models, by region and model: one factor would be a guess, so there is none.
 */
export function profileFactor({ geography, model }: InferenceProfile): number | undefined {
  if (model.startsWith('anthropic.')) {
    if (geography === 'us-gov') return undefined;
    return geography !== 'global' && hasRegionalSurcharge(model) ? 1.1 : 1;
  }
  return geography === 'us' && SAME_IN_THE_US.test(model) ? 1 : undefined;
}

/**
 * Whether a Claude model is 4.5 or newer: `anthropic.claude-sonnet-4-5-2025…` is 4.5,
 * `anthropic.claude-opus-4-2025…` is 4, older names differ.
 */
function hasRegionalSurcharge(model: string): boolean {
  const [, major, minor = '0'] =
    /^anthropic\.claude-[a-z]+-(\d+)(?:-(\d)(?!\d))?/.exec(model) ?? [];
  return major !== undefined && Number(`${major}.${minor}`) >= 4.5;
}
