import { LambdaClient } from '@aws-sdk/client-lambda';
import { Sha256Node } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { OutgoingRequest } from '../http/exchange.ts';
import { sdkProblem } from './sdk-problem.ts';
import { silenceSdk } from './sdk-warning.ts';

/** A Signer adds to a request the headers of AWS Signature Version 4. */
type Signer = (request: OutgoingRequest) => Promise<OutgoingRequest>;

/** Signs for a service's name, with the wiring's credentials or those that the AWS SDK finds. */
export function createSigner(service: string, { region, credentials }: ClientConfig): Signer {
  silenceSdk();
  const signature = new SignatureV4({
    service,
    region,
    // S3 alone signs paths as they are sent.
    uriEscapePath: service !== 's3',
    sha256: Sha256Node,
    // Any client knows where credentials are found: environment, profile, sign-in, instance.
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
