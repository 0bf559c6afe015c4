/** An InferenceProfile is a model reached through more than one region: the prefix of its id says which. */
export interface InferenceProfile {
  readonly geography: string;
  /** The model's id without the prefix. */
  readonly model: string;
}

const PREFIX = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;

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

/**
 * What a profile costs as a multiple of the model's list price, or undefined where that is not known.
 *
 * Global profiles are sold at list. For Claude from 4.5 on, a profile bound to a geography costs
 * 10 % more (AWS Price List, 2026-08-13). Nova costs 15 to 31 % more in Europe, by region: one
 * factor would be a guess, so there is none.
 */
export function profileFactor({ geography, model }: InferenceProfile): number | undefined {
  if (geography === 'global') return 1;
  if (geography !== 'us' && model.startsWith('amazon.nova')) return undefined;
  return hasRegionalSurcharge(model) ? 1.1 : 1;
}

/** `anthropic.claude-sonnet-4-5-2025…` is 4.5, `anthropic.claude-opus-4-2025…` is 4, older names differ. */
function hasRegionalSurcharge(model: string): boolean {
  const [, major, minor = '0'] =
    /^anthropic\.claude-[a-z]+-(\d+)(?:-(\d)(?!\d))?/.exec(model) ?? [];
  return major !== undefined && Number(`${major}.${minor}`) >= 4.5;
}
