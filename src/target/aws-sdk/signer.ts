import { LambdaClient } from '@aws-sdk/client-lambda';
import { Sha256Node } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { OutgoingRequest } from '../http/exchange.ts';
import { sdkProblem } from './sdk-problem.ts';
import { silenceSdk } from './sdk-warning.ts';

/** Adds the headers of AWS Signature Version 4 to a request. */
type Signer = (request: OutgoingRequest) => Promise<OutgoingRequest>;

/**
 * Creates a signer for a service name, with the configured credentials or those that the AWS SDK
 * finds.
 */
export function createSigner(service: string, { region, credentials }: ClientConfig): Signer {
  silenceSdk();
  const signature = new SignatureV4({
    service,
    region,
    // Only S3 signs paths as they are sent.
    uriEscapePath: service !== 's3',
    sha256: Sha256Node,
    // Any client finds credentials: environment, profile, sign-in, instance.
    credentials: credentials ?? new LambdaClient({ region }).config.credentials,
  });
  return async (request) => {
    const { origin, path } = request;
    const url = new URL(path, origin);
    const unsigned = new HttpRequest({
      method: request.method ?? 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: queryOf(url),
      headers: { host: url.host, ...request.headers },
      body: request.body,
    });
    try {
      const { headers } = await signature.sign(unsigned);
      knownSecrets.learn(headers['x-amz-security-token'] ?? '');
      const { method, body } = request;
      return { origin, path, headers, body, ...(method === undefined ? {} : { method }) };
    } catch (error) {
      throw sdkProblem(error);
    }
  };
}

function queryOf({ searchParams }: URL): Record<string, string[]> {
  return Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  );
}
