import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import { type PromptUse, quotaNeed, surePerMinute } from '../plan/demand/quota-need.ts';
import type { ModelQuota, ModelQuotas } from '../serving/throttling/model-quota.ts';
import { reservedTokens } from '../serving/throttling/quota-tokens.ts';
import type { CheckResult } from './finding.ts';

/** Expected use of one model, before any request is sent. */
export interface ExpectedUse {
  /** Tokens per request; absent if a service adds a prompt of its own. */
  readonly use?: PromptUse;
  /** Requests in the busiest minute; absent for closed loops without a demand. */
  readonly perMinute?: number;
}

/** Checks whether a model's quotas cover the expected use. */
export function quotaCheck(
  subject: string,
  { tokensPerMinute, requestsPerMinute }: ModelQuotas,
  { use, perMinute }: ExpectedUse,
): CheckResult {
  const allowed = [
    allowance(tokensPerMinute, 'tokens'),
    allowance(requestsPerMinute, 'requests'),
  ].filter((each) => each !== undefined);
  const may = `The account may use ${allowed.join(' and ')} a minute`;
  if (perMinute === undefined) {
    const rate =
      use === undefined || tokensPerMinute === undefined
        ? ''
        : `, enough for ${perSecond(surePerMinute(tokensPerMinute.value, use))} of ${request(use)}`;
    return {
      subject,
      level: 'ok',
      message: `${may}${rate}. The request rate depends on the response times (closed loop).`,
    };
  }
  const worst = [
    tooMany(requestsPerMinute, perMinute),
    use === undefined ? undefined : tooHungry(tokensPerMinute, perMinute, use),
  ].find((level) => level !== undefined);
  const tokens = use === undefined ? '' : ` × (${request(use)})`;
  const total =
    use === undefined
      ? `${count(perMinute)} requests a minute`
      : `${count(quotaNeed(perMinute, use).most)} tokens a minute at most`;
  const message = `At its peak ${perSecond(perMinute)}${tokens} is ${total}. ${may}.`;
  if (worst === undefined) return { subject, level: 'ok', message };
  return { subject, ...worst, message };
}

type Worry = Pick<Extract<CheckResult, { level: 'warning' | 'problem' }>, 'level' | 'remedy'>;

function tooMany(quota: ModelQuota | undefined, perMinute: number): Worry | undefined {
  if (quota === undefined || perMinute <= quota.value) return undefined;
  const remedy = `Ask for an increase of “${quota.name}”, or lower the rate.`;
  return { level: 'problem', remedy };
}

function tooHungry(
  quota: ModelQuota | undefined,
  perMinute: number,
  use: PromptUse,
): Worry | undefined {
  if (quota === undefined) return undefined;
  const { least, most } = quotaNeed(perMinute, use);
  if (most <= quota.value) return undefined;
  const never = reservedTokens(use) > quota.value;
  const remedy = `Ask for an increase of “${quota.name}”, lower maxTokens, or lower the rate.`;
  return { level: least > quota.value || never ? 'problem' : 'warning', remedy };
}

function allowance(quota: ModelQuota | undefined, unit: string): string | undefined {
  return quota === undefined ? undefined : `${count(quota.value)} ${unit}`;
}

function request({ input, maxTokens, burndown, assumed = false }: PromptUse): string {
  const doubt = assumed ? ' (assumed)' : '';
  const weight = burndown === 1 && !assumed ? '' : ` × burndown ${burndown}${doubt}`;
  return `${count(Math.round(input))} in + ${count(Math.round(maxTokens))} max_tokens${weight}`;
}

function perSecond(perMinute: number): string {
  return formatQuantity(perMinute / 60, 'per_second');
}

function count(value: number): string {
  return formatQuantity(Math.round(value), 'count');
}
