import { bareModelId } from '../profiles/model-id.ts';

/** An account's limit for one model, as listed by Service Quotas. */
export interface ModelQuota {
  /** `Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5`. */
  readonly name: string;
  readonly value: number;
}

/** Limits per minute; absent where the list has none. */
export interface ModelQuotas {
  readonly tokensPerMinute?: ModelQuota;
  readonly requestsPerMinute?: ModelQuota;
}

const NAME =
  /^(?<scope>On-demand|Cross-region|Global cross-region) model inference (?<unit>tokens|requests) per minute for (?<model>.+)$/i;

/**
 * Returns the quotas of a model id or inference profile from an account's list. The list uses
 * display names (AWS General Reference, Amazon Bedrock quotas, 2026), and separate quotas for
 * profiles.
 */
export function modelQuotas(model: string, quotas: ReadonlyMap<string, number>): ModelQuotas {
  const scope = scopeOf(model);
  const found: { tokensPerMinute?: ModelQuota; requestsPerMinute?: ModelQuota } = {};
  for (const [name, value] of quotas) {
    const groups = NAME.exec(name)?.groups;
    if (groups?.['scope']?.toLowerCase() !== scope || !isNamed(groups['model'] ?? '', model)) {
      continue;
    }
    found[groups['unit'] === 'tokens' ? 'tokensPerMinute' : 'requestsPerMinute'] = { name, value };
  }
  return found;
}

/**
 * Whether a model is billed per token and limited per minute, unlike ARNs of custom or provisioned
 * models.
 */
export function hasModelQuotas(model: string): boolean {
  return !model.startsWith('arn:') || /:(?:foundation-model|inference-profile)\//.test(model);
}

function scopeOf(model: string): string {
  const id = model.slice(model.lastIndexOf('/') + 1);
  if (id.startsWith('global.')) return 'global cross-region';
  return bareModelId(id) === id ? 'on-demand' : 'cross-region';
}

/**
 * Whether a display name means a model: `Anthropic Claude 3.5 Sonnet V2` is
 * `anthropic.claude-3-5-sonnet-20241022-v2:0`.
 */
function isNamed(name: string, model: string): boolean {
  const [provider = '', ...rest] = bareModelId(model).split('.');
  const makers = ['', provider, `${provider}ai`, `${provider}labs`];
  const named = squash(name);
  return namesOf(rest.join('.')).some((id) => makers.some((maker) => named === maker + id));
}

const VERSIONED = /^(?<id>.+?)(?:-\d{8})?(?:-v(?<major>\d+)(?::(?<minor>\d+))?|-\d+:\d+)?$/;

/**
 * Returns possible display names. Amazon's names omit some first versions and versions before them.
 */
function namesOf(idAndVersion: string): readonly string[] {
  const {
    id = idAndVersion,
    major = '1',
    minor = '0',
  } = VERSIONED.exec(idAndVersion)?.groups ?? {};
  const exact = squash(`${id}v${major}${minor === '0' ? '' : minor}`);
  return Number(major) > 1 ? [exact] : [exact, squash(id)];
}

/** Keeps only letters and digits, in lower case. */
function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
