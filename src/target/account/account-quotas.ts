import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Milliseconds } from '../../time/duration.ts';
import { awsClientConfig } from '../aws-sdk/aws-client-config.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** Quota values of an account for one service, by the names that Service Quotas gives them. */
export type AccountQuotas = ReadonlyMap<string, number>;

const TIME_LIMIT: Milliseconds = 15_000;

/**
 * Returns all quotas of a service, to be found by name because their codes differ. Throws the SDK's
 * errors.
 */
export async function readAccountQuotas(
  service: 'bedrock' | 'sagemaker',
  clientConfig: ClientConfig,
): Promise<AccountQuotas> {
  silenceSdk();
  const client = new ServiceQuotasClient(awsClientConfig(clientConfig));
  // One signal for all pages: the paginator passes it to each request.
  const abortSignal = AbortSignal.timeout(TIME_LIMIT);
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
