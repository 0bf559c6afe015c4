import { S3Client } from '@aws-sdk/client-s3';
import { sdkAgents } from '../aws-sdk/sdk-agents.ts';
import { silenceSdk } from '../aws-sdk/sdk-warning.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/**
 * Creates the SDK's S3 client, configured only for where to connect; nothing sent through it is
 * measured.
 */
export function createS3Client(clientConfig: ClientConfig): S3Client {
  silenceSdk();
  const { endpoint, region, connections, credentials } = clientConfig;
  const httpAgent = { keepAlive: true, maxSockets: connections };
  return new S3Client({
    region,
    followRegionRedirects: true,
    requestHandler: { httpAgent, ...sdkAgents(clientConfig) },
    ...(endpoint === 'aws' ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

export { sdkErrorOf as s3SymptomOf } from '../aws-sdk/sdk-error.ts';

/** Returns whether the SDK found no credentials, so that no request was sent. */
export function lacksCredentials(error: unknown): boolean {
  return error instanceof Error && /Credentials|TokenProvider/.test(error.name);
}
