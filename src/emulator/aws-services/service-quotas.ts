import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseInferenceProfile } from '../../cost/inference-profile.ts';
import type { QuotaLimits } from '../../scenario/emulator/quota-schema.ts';
import { ServiceError, type ServiceResponse, type AwsService } from './aws-service.ts';
import { CATALOGUE, type CatalogueModel } from './catalogue.ts';
import { pageOf } from './page.ts';
import { INSTANCE_TYPE } from './sagemaker-control.ts';

/** The quotas of a model: `applied` with the settings, `defaults` without them. */
export interface ModelLimits {
  readonly applied: QuotaLimits;
  readonly defaults: QuotaLimits;
}

const TARGET = 'ServiceQuotasV20190624.';

const request = z.looseObject({
  ServiceCode: z.string(),
  QuotaCode: z.string().optional(),
  MaxResults: z.number().optional(),
  NextToken: z.string().nullish(),
});

/** The kind of model id, in AWS's words. */
type Scope = 'On-demand' | 'Cross-region' | 'Global cross-region';

const KINDS: readonly (readonly [Exclude<keyof QuotaLimits, 'window'>, string])[] = [
  ['tokensPerMinute', 'model inference tokens per minute'],
  ['inputTokensPerMinute', 'model inference input tokens per minute'],
  ['outputTokensPerMinute', 'model inference output tokens per minute'],
  ['requestsPerMinute', 'model inference requests per minute'],
  ['tokensPerDay', 'model inference tokens per day'],
];

/**
 * Creates Service Quotas for `bedrock`: the quotas that the emulator enforces, of models and of
 * their inference profiles. Of a model's regional profiles it lists the one in `limited`, or else
 * the US one. Names follow AWS's wording; codes are derived from the names and are not AWS's.
 */
export function createServiceQuotas(
  limitsOf: (model: string) => ModelLimits,
  limited: readonly string[],
): AwsService {
  const list = (which: keyof ModelLimits): ServiceQuota[] =>
    CATALOGUE.flatMap((model) =>
      idsOf(model, limited).flatMap(([scope, id]) => {
        const limits = limitsOf(id)[which];
        return KINDS.flatMap(([kind, words]) => {
          const value = limits[kind];
          if (value === undefined || value === null) return [];
          return [quota({ model, id, scope }, kind, words, value)];
        });
      }),
    );

  return ({ target, body }) => {
    if (!target.startsWith(TARGET)) return undefined;
    const read = request.safeParse(body);
    if (!read.success) throw illegal(z.prettifyError(read.error));
    const { ServiceCode, QuotaCode, MaxResults = 100, NextToken } = read.data;
    const operation = target.slice(TARGET.length);
    const which = operation.includes('AWSDefault') ? 'defaults' : 'applied';
    const quotas = ServiceCode === 'bedrock' ? list(which) : (OTHERS.get(ServiceCode) ?? []);
    switch (operation) {
      case 'ListServiceQuotas':
      case 'ListAWSDefaultServiceQuotas': {
        const { items, nextToken } = pageOf(quotas, MaxResults, NextToken);
        return ok({ Quotas: items, NextToken: nextToken });
      }
      case 'GetServiceQuota':
      case 'GetAWSDefaultServiceQuota': {
        const match = quotas.find((entry) => entry.QuotaCode === QuotaCode);
        if (match !== undefined) return ok({ Quota: match });
        throw new ServiceError(
          400,
          'NoSuchResourceException',
          `The request failed because the specified quota code ${QuotaCode} does not exist.`,
        );
      }
      default:
        return undefined;
    }
  };
}

function idsOf(model: CatalogueModel, limited: readonly string[]): readonly [Scope, string][] {
  const { id } = model;
  const regional = limited.find(
    (subject) => subject !== `global.${id}` && parseInferenceProfile(subject)?.model === id,
  );
  const profiles: [Scope, string][] = [
    ['Cross-region', regional ?? `us.${id}`],
    ['Global cross-region', `global.${id}`],
  ];
  return model.inferenceTypes.includes('ON_DEMAND') ? [['On-demand', id], ...profiles] : profiles;
}

interface Quoted {
  readonly model: CatalogueModel;
  readonly id: string;
  readonly scope: Scope;
}

interface ServiceQuota extends ReturnType<typeof serviceQuota> {
  readonly UsageMetric?: object;
}

function quota(
  { model, id, scope }: Quoted,
  kind: keyof QuotaLimits,
  words: string,
  value: number,
): ServiceQuota {
  const named = serviceQuota('bedrock', `${scope} ${words} for ${model.provider} ${model.name}`, {
    key: `${id} ${kind}`,
    value,
  });
  return {
    ...named,
    UsageMetric: {
      MetricNamespace: 'AWS/Bedrock',
      MetricName: kind === 'requestsPerMinute' ? 'Invocations' : 'EstimatedTPMQuotaUsage',
      MetricDimensions: { ModelId: id },
      MetricStatisticRecommendation: 'Sum',
    },
  };
}

function serviceQuota(
  service: string,
  name: string,
  { key, value }: { readonly key: string; readonly value: number },
) {
  const hash = createHash('sha256').update(key).digest('hex');
  const code = `L-${hash.slice(0, 8).toUpperCase()}`;
  return {
    ServiceCode: service,
    QuotaArn: `arn:aws:servicequotas:us-east-1:000000000000:${service}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  };
}

/**
 * Quotas of other services. An endpoint's only quota is its instances', all of one emulated type.
 */
const OTHERS: ReadonlyMap<string, readonly ServiceQuota[]> = new Map([
  [
    'sagemaker',
    [
      serviceQuota('sagemaker', `${INSTANCE_TYPE} for endpoint usage`, {
        key: INSTANCE_TYPE,
        value: 4,
      }),
    ],
  ],
]);

function ok(body: unknown): ServiceResponse {
  return { status: 200, body };
}

function illegal(message: string): ServiceError {
  return new ServiceError(400, 'IllegalArgumentException', message);
}
