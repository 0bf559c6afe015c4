/** An InferenceProfile is a model reached through more than one region: the prefix of its id says which. */
export interface InferenceProfile {
  readonly geography: string;
  /** The model's id without the prefix. */
  readonly model: string;
}

const PREFIX = /^(us-gov|us|eu|apac|jp|au|ca|in|global)\.(.+)$/;

const ARN = /^arn:aws[\w-]*:bedrock:[\w-]*:\d*:(?:inference-profile|foundation-model)\/(.+)$/;

/** A model id, with the ARN around it taken off; the ARNs of a customer's own things stay as they are. */
export function modelIdOf(idOrArn: string): string {
  return ARN.exec(idOrArn)?.[1] ?? idOrArn;
}

/** The profile an id names, or undefined when the id has no prefix. */
export function parseInferenceProfile(id: string): InferenceProfile | undefined {
  const [, geography, model] = PREFIX.exec(id) ?? [];
  return geography === undefined || model === undefined ? undefined : { geography, model };
}

/** The regions from which a geography's profiles are asked. */
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

/** Whether a profile of this geography can be asked from a region, so that its price is that of there. */
export function covers(geography: string, region: string): boolean {
  return REGIONS[geography]?.test(region) ?? false;
}

/** Makers whose `us.` profiles cost what the model does in us-east-1 (LiteLLM 1.110.2). */
const SAME_IN_THE_US = /^(?:amazon|meta|mistral|deepseek|writer|openai)\./;

/**
 * What a profile costs as a multiple of the model's list price, or undefined where that is not known.
 *
 * Claude's global profiles are sold at list, and from 4.5 on a profile bound to a geography costs
 * 10 % more (AWS Price List, 2026-08-13). Other makers' profiles outside of the US cost up to a third
 * more than their models do, by region and by model: one factor would be a guess, so there is none.
 */
export function profileFactor({ geography, model }: InferenceProfile): number | undefined {
  if (model.startsWith('anthropic.')) {
    if (geography === 'us-gov') return undefined;
    return geography !== 'global' && hasRegionalSurcharge(model) ? 1.1 : 1;
  }
  return geography === 'us' && SAME_IN_THE_US.test(model) ? 1 : undefined;
}

/** `anthropic.claude-sonnet-4-5-2025…` is 4.5, `anthropic.claude-opus-4-2025…` is 4, older names differ. */
function hasRegionalSurcharge(model: string): boolean {
  const [, major, minor = '0'] =
    /^anthropic\.claude-[a-z]+-(\d+)(?:-(\d)(?!\d))?/.exec(model) ?? [];
  return major !== undefined && Number(`${major}.${minor}`) >= 4.5;
}
