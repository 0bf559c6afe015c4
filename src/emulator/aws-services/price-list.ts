import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createPriceBook } from '../../cost/price-book.ts';
import type { PriceRow } from '../../scenario/schema/price-row.ts';
import { ServiceError, type AwsService } from './aws-service.ts';
import { CATALOGUE } from './catalogue.ts';
import { pageOf } from './page.ts';

const TARGET = 'AWSPriceListService.';

const request = z.looseObject({
  ServiceCode: z.string(),
  Filters: z
    .array(z.looseObject({ Type: z.string(), Field: z.string(), Value: z.string() }))
    .nullish(),
  MaxResults: z.number().min(1).max(100).nullish(),
  NextToken: z.string().nullish(),
});

/** The price of one kind of token of one model. */
interface Product {
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly usd: number;
  readonly asOf: string;
}

/**
 * Creates the Price List API's GetProducts with the rows of this program's price book. Keeps two
 * traps of AWS: models billed through the Marketplace have another service code and prices per
 * million tokens instead of thousand; and a wrong code returns an empty list, not an error.
 */
export function createPriceList(): AwsService {
  const products = createPriceBook([]).rows.flatMap(productsOf);
  return ({ target, body }) => {
    if (!target.startsWith(TARGET)) return undefined;
    if (target !== `${TARGET}GetProducts`) return undefined;
    const read = request.safeParse(body);
    if (!read.success) {
      throw new ServiceError(400, 'InvalidParameterException', z.prettifyError(read.error));
    }
    const { ServiceCode, Filters, MaxResults, NextToken } = read.data;
    const matching = products.filter(
      ({ service, attributes }) =>
        service === ServiceCode &&
        (Filters ?? []).every(({ Field, Value }) => attributes[Field] === Value),
    );
    const { items, nextToken } = pageOf(matching, MaxResults ?? 100, NextToken);
    return {
      status: 200,
      body: {
        FormatVersion: 'aws_v1',
        PriceList: items.map((product) => JSON.stringify(offer(product))),
        NextToken: nextToken,
      },
    };
  };
}

const KINDS = [
  ['input', 'Input tokens', 'input-tokens', 'InputTokenCount'],
  ['output', 'Output tokens', 'output-tokens', 'OutputTokenCount'],
  [
    'cacheRead',
    'Cache read input tokens',
    'cache-read-input-token-count',
    'CacheReadInputTokenCount',
  ],
  [
    'cacheWrite',
    'Cache write input tokens',
    'cache-write-input-token-count',
    'CacheWriteInputTokenCount',
  ],
] as const;

function productsOf(row: PriceRow): Product[] {
  const model = CATALOGUE.find(({ id }) => id === row.id);
  if (model === undefined) return [];
  const marketplace = /^(?:anthropic|cohere)\./.test(row.id);
  const service = marketplace ? 'AmazonBedrockFoundationModels' : 'AmazonBedrock';
  const compact = model.name.replaceAll(' ', '');
  return KINDS.flatMap(([kind, inferenceType, suffix, counter]) => {
    const perMillion = row[kind];
    if (perMillion === undefined) return [];
    const identity = marketplace
      ? {
          servicename: `${model.name} (Amazon Bedrock Edition)`,
          usagetype: `USE1-MP:USE1_${counter}-Units`,
        }
      : {
          model: model.name,
          provider: model.provider,
          inferenceType,
          usagetype: `USE1-${compact}-${suffix}`,
        };
    return {
      service,
      attributes: {
        ...identity,
        servicecode: service,
        location: 'US East (N. Virginia)',
        locationType: 'AWS Region',
        regionCode: 'us-east-1',
        feature: 'On-demand Inference',
      },
      unit: marketplace ? '1M tokens' : '1K tokens',
      usd: marketplace ? perMillion : perMillion / 1000,
      asOf: row.asOf,
    };
  });
}

function offer({ service, attributes, unit, usd, asOf }: Product): unknown {
  const identity = `${attributes['servicename'] ?? attributes['model']}${attributes['usagetype']}`;
  const sku = createHash('sha256').update(identity).digest('hex').slice(0, 16).toUpperCase();
  const term = `${sku}.JRTCKXETXF`;
  const price = usd.toFixed(10);
  return {
    product: { productFamily: 'Amazon Bedrock', attributes, sku },
    serviceCode: service,
    terms: {
      OnDemand: {
        [term]: {
          priceDimensions: {
            [`${term}.6YS6EN2CT7`]: {
              unit,
              endRange: 'Inf',
              description: `$${price} per ${unit} for ${identity}`,
              appliesTo: [],
              rateCode: `${term}.6YS6EN2CT7`,
              beginRange: '0',
              pricePerUnit: { USD: price },
            },
          },
          sku,
          effectiveDate: `${asOf}T00:00:00Z`,
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
    version: asOf.replaceAll('-', ''),
    publicationDate: `${asOf}T00:00:00Z`,
  };
}
