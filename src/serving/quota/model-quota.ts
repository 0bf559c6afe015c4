import { bareModelId } from '../profiles/model-id.ts';

/** A ModelQuota is a limit on an account's use of one model, as Service Quotas lists it. */
export interface ModelQuota {
  /** `Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5`. */
  readonly name: string;
  readonly value: number;
}

/** The limits by the minute; absent where the list has none. */
export interface ModelQuotas {
  readonly tokensPerMinute?: ModelQuota;
  readonly requestsPerMinute?: ModelQuota;
}

const NAME =
  /^(?<scope>On-demand|Cross-region|Global cross-region) model inference (?<unit>tokens|requests) per minute for (?<model>.+)$/i;

/**
 * The quotas of a model id or inference profile among those of an account. They name models as people
 * do (AWS General Reference, Amazon Bedrock quotas, 2026), and a profile's are not its model's.
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

/** Whether a model is paid by the token and limited by the minute: ARNs of one's own are not. */
export function hasModelQuotas(model: string): boolean {
  return !model.startsWith('arn:') || /:(?:foundation-model|inference-profile)\//.test(model);
}

function scopeOf(model: string): string {
  const id = model.slice(model.lastIndexOf('/') + 1);
  if (id.startsWith('global.')) return 'global cross-region';
  return bareModelId(id) === id ? 'on-demand' : 'cross-region';
}

/** `Anthropic Claude 3.5 Sonnet V2` is `anthropic.claude-3-5-sonnet-20241022-v2:0`. */
function isNamed(name: string, model: string): boolean {
  const [provider = '', ...rest] = bareModelId(model).split('.');
  const makers = ['', provider, `${provider}ai`, `${provider}labs`];
  const named = squash(name);
  return namesOf(rest.join('.')).some((id) => makers.some((maker) => named === maker + id));
}

const VERSIONED = /^(?<id>.+?)(?:-\d{8})?(?:-v(?<major>\d+)(?::(?<minor>\d+))?|-\d+:\d+)?$/;

/** Whether a first version, or one before it, is named is up to Amazon. */
function namesOf(idAndVersion: string): readonly string[] {
  const {
    id = idAndVersion,
    major = '1',
    minor = '0',
  } = VERSIONED.exec(idAndVersion)?.groups ?? {};
  const exact = squash(`${id}v${major}${minor === '0' ? '' : minor}`);
  return Number(major) > 1 ? [exact] : [exact, squash(id)];
}

/** Letters and digits alone. */
function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
