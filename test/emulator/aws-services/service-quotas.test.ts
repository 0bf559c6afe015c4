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
  it('service quotas are the limits that the emulator enforces', async () => {
    const { Quotas } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 500 }),
    );
    expect(ofSonnet(Quotas)).toEqual([1234, 5]);
  });

  it('default service quotas are those of the profile', async () => {
    const { Quotas } = await client().send(
      new ListAWSDefaultServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 500 }),
    );
    expect(ofSonnet(Quotas)).toEqual([400_000]);
  });

  it('service quotas come in pages, each quota once and with a unique code', async () => {
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

  it('a service quota is returned by its code', async () => {
    const { Quotas = [] } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock' }),
    );
    const QuotaCode = Quotas[0]?.QuotaCode;
    const { Quota } = await client().send(
      new GetServiceQuotaCommand({ ServiceCode: 'bedrock', QuotaCode }),
    );
    expect(Quota).toEqual(Quotas[0]);
  });

  it('an unknown quota code gets Amazon’s error', async () => {
    const response = client().send(
      new GetServiceQuotaCommand({ ServiceCode: 'bedrock', QuotaCode: 'L-0' }),
    );
    await expect(response).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  });

  it('service quotas list inference profiles separately, of the geographic ones the one that is limited', async () => {
    const { Quotas = [] } = await client().send(
      new ListServiceQuotasCommand({ ServiceCode: 'bedrock', MaxResults: 1000 }),
    );
    const novaLite = Quotas.filter(
      ({ QuotaName = '', Value }) => Value === 77 && QuotaName.includes('Nova Lite'),
    );
    expect(novaLite.map(({ QuotaName }) => QuotaName)).toEqual([
      'Cross-region model inference tokens per minute for Amazon Nova Lite',
    ]);
  });

  it('an unknown service has no service quotas', async () => {
    const { Quotas } = await client().send(new ListServiceQuotasCommand({ ServiceCode: 's3' }));
    expect(Quotas).toEqual([]);
  });
});
