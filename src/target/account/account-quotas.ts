import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Milliseconds } from '../../time/duration.ts';
import { awsClientConfig } from '../aws-sdk/aws-client-config.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** AccountQuotas are what an account may use of a service, by the names Service Quotas gives them. */
export type AccountQuotas = ReadonlyMap<string, number>;

const PATIENCE: Milliseconds = 15_000;

/** All of a service's quotas: their codes differ, so that they are found by name. Throws the SDK's errors. */
export async function readAccountQuotas(
  service: 'bedrock' | 'sagemaker',
  clientConfig: ClientConfig,
): Promise<AccountQuotas> {
  silenceSdk();
  const client = new ServiceQuotasClient(awsClientConfig(clientConfig));
  // One signal for all pages; the paginator hands what follows its input to each request.
  const abortSignal = AbortSignal.timeout(PATIENCE);
  try {
    const quotas = new Map<string, number>();
    const pages = paginateListServiceQuotas(
      { client, pageSize: 100 },
      { ServiceCode: service },
      { abortSignal },
    );
    for await (const { Quotas = [] } of pages) {
      for (const { QuotaName, Value } of Quotas) {
        if (QuotaName !== undefined && Value !== undefined) quotas.set(QuotaName, Value);
      }
    }
    return quotas;
  } finally {
    client.destroy();
  }
}
