import {
  GetServiceQuotaCommand,
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import { describe, expect, it } from 'vitest';
import { ACCESS, useEmulator } from '../running-emulator.ts';

const SONNET = 'anthropic.claude-3-5-sonnet-20240620-v1:0';

const running = useEmulator([], {
  quotas: {
    [SONNET]: { tokensPerMinute: 1234, requestsPerMinute: 5 },
    'eu.amazon.nova-lite-v1:0': { tokensPerMinute: 77 },
  },
});

function client(): ServiceQuotasClient {
  return new ServiceQuotasClient({ ...ACCESS, endpoint: running.emulator.url });
}

function ofSonnet(quotas: readonly ServiceQuota[] | undefined): (number | undefined)[] {
  return (quotas ?? [])
    .filter(({ UsageMetric }) => UsageMetric?.MetricDimensions?.['ModelId'] === SONNET)
    .map(({ Value }) => Value);
}

describe.concurrent('service quotas', () => {
  it('are the limits that the emulator enforces', async () => {
    const { Quotas } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 500 }),
    );
    expect(ofSonnet(Quotas)).toEqual([1234, 5]);
  });

  it('by default are the profile’s own', async () => {
    const { Quotas } = await client().send(
      new ListAWSDefaultServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 500 }),
    );
    expect(ofSonnet(Quotas)).toEqual([400_000]);
  });

  it('come in pages that add up, each under a code of its own', async () => {
    const list = (MaxResults: number, NextToken?: string) =>
      client().send(
        new ListServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults, NextToken }),
      );
    const { Quotas: all = [] } = await list(500);
    const first = await list(2);
    const second = await list(500, first.NextToken);
    const codes = [...(first.Quotas ?? []), ...(second.Quotas ?? [])].map(
      ({ QuotaCode }) => QuotaCode,
    );
    expect(codes).toEqual(all.map(({ QuotaCode }) => QuotaCode));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('can be requested by code', async () => {
    const { Quotas = [] } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock' }),
    );
    const QuotaCode = Quotas[0]?.QuotaCode;
    const { Quota } = await client().send(
      new GetServiceQuotaCommand({ ServiceCode: 'bedrock', QuotaCode }),
    );
    expect(Quota).toEqual(Quotas[0]);
  });

  it('of an unknown code are Amazon’s error', async () => {
    const asked = client().send(
      new GetServiceQuotaCommand({ ServiceCode: 'bedrock', QuotaCode: 'L-0' }),
    );
    await expect(asked).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  });

  it('are listed separately for profiles, of the regional ones for the limited one', async () => {
    const { Quotas = [] } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 1000 }),
    );
    const told = Quotas.filter(
      ({ QuotaName = '', Value }) => Value === 77 && QuotaName.includes('Nova Lite'),
    );
    expect(told.map(({ QuotaName }) => QuotaName)).toEqual([
      'Cross-region model inference tokens per minute for Amazon Nova Lite',
    ]);
  });

  it('of other services are none', async () => {
    const { Quotas } = await client().send(new ListServiceQuotasCommand({ ServiceCode: 's3' }));
    expect(Quotas).toEqual([]);
  });
});
