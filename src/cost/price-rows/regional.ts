import type { PriceRow } from '../../scenario/schema/price-row.ts';
import { LITELLM_1_110 } from './price-source.ts';

const GOV_CLOUD = ['us-gov-west-1', 'us-gov-east-1'];

/**
 * Prices of listed models in other regions, as LiteLLM's table states them. Other regions are left
 * out: it is unknown whether they cost the same as us-east-1.
 */
export const REGIONAL: readonly PriceRow[] = [
  ...inGovCloud('anthropic.claude-3-haiku-20240307-v1:0', 0.3, 1.5),
  ...inGovCloud('anthropic.claude-3-5-sonnet-20240620-v1:0', 3.6, 18),
  ...inGovCloud('anthropic.claude-3-7-sonnet-20250219-v1:0', 3.6, 18, [0.36, 4.5]),
  ...inGovCloud('anthropic.claude-haiku-4-5-20251001-v1:0', 1.2, 6, [0.12, 1.5, 2.4]),
  ...inGovCloud('anthropic.claude-haiku-5-5', 0.12, 0.6, [0.012, 0.15, 0.24], 100_000),
  ...inGovCloud('us-gov.anthropic.claude-haiku-5-5', 0.12, 0.6, [0.012, 0.15, 0.24], 100_000),
  ...[
    'anthropic.claude-sonnet-4-5-20250929-v1:0',
    'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0',
  ].flatMap((id) => inGovCloud(id, 3.6, 18, [0.36, 4.5, 7.2], 200_000)),
  ...['anthropic.claude-sonnet-5', 'us-gov.anthropic.claude-sonnet-5'].flatMap((id) =>
    inGovCloud(id, 2.4, 12, [0.24, 3, 4.8]),
  ),
  ...['anthropic.claude-sonnet-5-5', 'us-gov.anthropic.claude-sonnet-5-5'].flatMap((id) =>
    inGovCloud(id, 2.4, 12, [0.12, 3, 4.8]),
  ),
  ...['anthropic.claude-opus-4-8', 'us-gov.anthropic.claude-opus-4-8'].flatMap((id) =>
    inGovCloud(id, 6, 30, [0.6, 7.5, 12]),
  ),
  ...['anthropic.claude-opus-5', 'us-gov.anthropic.claude-opus-5'].flatMap((id) =>
    inGovCloud(id, 6, 30, [0.6, 7.5, 12]),
  ),
  ...['anthropic.claude-opus-5-5', 'us-gov.anthropic.claude-opus-5-5'].flatMap((id) =>
    inGovCloud(id, 4.8, 24, [0.24, 6, 9.6]),
  ),
  ...['openai.gpt-oss-20b-1:0', 'us-gov.openai.gpt-oss-20b-1:0'].flatMap((id) =>
    inGovCloud(id, 0.084, 0.36),
  ),
  ...['openai.gpt-oss-120b-1:0', 'us-gov.openai.gpt-oss-120b-1:0'].flatMap((id) =>
    inGovCloud(id, 0.18, 0.72),
  ),
  ...inGovCloud('amazon.nova-pro-v1:0', 0.96, 3.84, [0.24]),
  ...inRegion('us-gov-west-1', {
    'amazon.nova-lite-v1:0': { input: 0.072, output: 0.288, cacheRead: 0.018 },
    'amazon.nova-micro-v1:0': { input: 0.042, output: 0.168, cacheRead: 0.0105 },
    'meta.llama3-70b-instruct-v1:0': { input: 2.65, output: 3.5 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.3, output: 0.6 },
  }),
  ...inRegion('us-west-1', {
    'meta.llama3-70b-instruct-v1:0': { input: 2.65, output: 3.5 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.3, output: 0.6 },
  }),
  ...inRegion('us-west-2', {
    'anthropic.claude-instant-v1': { input: 0.8, output: 2.4 },
    'anthropic.claude-v2:1': { input: 8, output: 24 },
    'deepseek.v3.2': { input: 0.62, output: 1.85 },
    'mistral.mistral-7b-instruct-v0:2': { input: 0.15, output: 0.2 },
    'mistral.mixtral-8x7b-instruct-v0:1': { input: 0.45, output: 0.7 },
    'moonshotai.kimi-k2.5': { input: 0.6, output: 3 },
  }),
  ...inRegion('us-east-2', {
    'deepseek.v3.2': { input: 0.62, output: 1.85 },
    'moonshotai.kimi-k2.5': { input: 0.6, output: 3 },
  }),
  ...inRegion('ca-central-1', {
    'meta.llama3-70b-instruct-v1:0': { input: 3.05, output: 4.03 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.35, output: 0.69 },
  }),
  ...inRegion('eu-west-1', {
    'meta.llama3-70b-instruct-v1:0': { input: 2.86, output: 3.78 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.32, output: 0.65 },
  }),
  ...inRegion('eu-west-2', {
    'meta.llama3-70b-instruct-v1:0': { input: 3.45, output: 4.55 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.39, output: 0.78 },
  }),
  ...inRegion('eu-west-3', {
    'mistral.mistral-7b-instruct-v0:2': { input: 0.2, output: 0.26 },
    'mistral.mixtral-8x7b-instruct-v0:1': { input: 0.59, output: 0.91 },
  }),
  ...inRegion('eu-central-1', {
    'anthropic.claude-instant-v1': { input: 2.48, output: 8.38 },
    'anthropic.claude-v2:1': { input: 8, output: 24 },
  }),
  ...inRegion('ap-northeast-1', {
    'anthropic.claude-instant-v1': { input: 2.23, output: 7.55 },
    'anthropic.claude-v2:1': { input: 8, output: 24 },
  }),
  ...inRegion('ap-south-1', {
    'meta.llama3-70b-instruct-v1:0': { input: 3.18, output: 4.2 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.36, output: 0.72 },
  }),
  ...inRegion('sa-east-1', {
    'meta.llama3-70b-instruct-v1:0': { input: 4.45, output: 5.88 },
    'meta.llama3-8b-instruct-v1:0': { input: 0.5, output: 1.01 },
  }),
  ...['ap-northeast-1', 'ap-south-1', 'ap-southeast-3', 'eu-north-1', 'sa-east-1'].flatMap(
    (region) =>
      inRegion(region, {
        'deepseek.v3.2': { input: 0.74, output: 2.22 },
        'moonshotai.kimi-k2.5': { input: 0.72, output: 3.6 },
      }),
  ),
];

function inRegion(
  region: string,
  prices: Readonly<Record<string, Pick<PriceRow, 'input' | 'output' | 'cacheRead'>>>,
): readonly PriceRow[] {
  return Object.entries(prices).map(([id, price]) => ({
    id,
    ...price,
    ...LITELLM_1_110,
    regions: [region],
  }));
}

/** Cache prices are: read, write for 5 minutes, write for an hour. */
function inGovCloud(
  id: string,
  input: number,
  output: number,
  [cacheRead, cacheWrite, cacheWrite1h]: readonly number[] = [],
  upToInputTokens?: number,
): readonly PriceRow[] {
  return [
    {
      id,
      input,
      output,
      ...(cacheRead === undefined ? {} : { cacheRead }),
      ...(cacheWrite === undefined ? {} : { cacheWrite }),
      ...(cacheWrite1h === undefined ? {} : { cacheWrite1h }),
      ...(upToInputTokens === undefined ? {} : { upToInputTokens }),
      ...LITELLM_1_110,
      regions: GOV_CLOUD,
    },
  ];
}
