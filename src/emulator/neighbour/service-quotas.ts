import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { QuotaLimits } from '../../scenario/emulator-settings.ts';
import { CATALOGUE, type CatalogueModel } from './catalogue.ts';
import { NeighbourError, type Finding, type Neighbour } from './neighbour.ts';
import { pageOf } from './page.ts';

/** The limits kept for a model: `applied` here and now, `usual` without settings. */
export interface ModelLimits {
  readonly applied: QuotaLimits;
  readonly usual: QuotaLimits;
}

const TARGET = 'ServiceQuotasV20190624.';

const request = z.looseObject({
  ServiceCode: z.string(),
  QuotaCode: z.string().optional(),
  MaxResults: z.number().optional(),
  NextToken: z.string().nullish(),
});

const KINDS: readonly (readonly [keyof QuotaLimits, string])[] = [
  ['tokensPerMinute', 'model inference tokens per minute'],
  ['requestsPerMinute', 'model inference requests per minute'],
  ['tokensPerDay', 'model inference tokens per day'],
];

/**
 * Service Quotas, for `bedrock`: the limits that the emulator really keeps. Names are worded as
 * Amazon words them, but the codes are made from the names and are not Amazon's.
 */
export function createServiceQuotas(limitsOf: (model: string) => ModelLimits): Neighbour {
  const list = (which: keyof ModelLimits): ServiceQuota[] =>
    CATALOGUE.flatMap((model) => {
      const limits = limitsOf(model.id)[which];
      return KINDS.flatMap(([kind, words]) => {
        const value = limits[kind];
        return value === undefined || value === null ? [] : [quota(model, kind, words, value)];
      });
    });

  return ({ target, body }) => {
    if (!target.startsWith(TARGET)) return undefined;
    const read = request.safeParse(body);
    if (!read.success) throw illegal(z.prettifyError(read.error));
    const { ServiceCode, QuotaCode, MaxResults = 100, NextToken } = read.data;
    const operation = target.slice(TARGET.length);
    const which = operation.includes('AWSDefault') ? 'usual' : 'applied';
    const quotas = ServiceCode === 'bedrock' ? list(which) : [];
    switch (operation) {
      case 'ListServiceQuotas':
      case 'ListAWSDefaultServiceQuotas': {
        const { items, nextToken } = pageOf(quotas, MaxResults, NextToken);
        return found({ Quotas: items, NextToken: nextToken });
      }
      case 'GetServiceQuota':
      case 'GetAWSDefaultServiceQuota': {
        const one = quotas.find((entry) => entry.QuotaCode === QuotaCode);
        if (one !== undefined) return found({ Quota: one });
        throw new NeighbourError(
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

type ServiceQuota = ReturnType<typeof quota>;

function quota(model: CatalogueModel, kind: keyof QuotaLimits, words: string, value: number) {
  const hash = createHash('sha256').update(`${model.id} ${kind}`).digest('hex');
  const code = `L-${hash.slice(0, 8).toUpperCase()}`;
  const scope = model.inferenceTypes.includes('ON_DEMAND') ? 'On-demand' : 'Cross-region';
  return {
    ServiceCode: 'bedrock',
    ServiceName: 'Amazon Bedrock',
    QuotaArn: `arn:aws:servicequotas:us-east-1:000000000000:bedrock/${code}`,
    QuotaCode: code,
    QuotaName: `${scope} ${words} for ${model.provider} ${model.name}`,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    UsageMetric: {
      MetricNamespace: 'AWS/Bedrock',
      MetricName: kind === 'requestsPerMinute' ? 'Invocations' : 'EstimatedTPMQuotaUsage',
      MetricDimensions: { ModelId: model.id },
      MetricStatisticRecommendation: 'Sum',
    },
  };
}

function found(body: unknown): Finding {
  return { status: 200, body };
}

function illegal(message: string): NeighbourError {
  return new NeighbourError(400, 'IllegalArgumentException', message);
}
