import { Problem } from '../../problem/problem.ts';
import type { Auth } from '../../scenario/target/auth-schema.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { OutgoingRequest } from '../http/exchange.ts';
import { basicAuthorization } from '../network/basic-authorization.ts';
import { createBearerTokenProvider } from './bearer-token.ts';

/** Adds the headers that authenticate a request. */
type Authenticator = (request: OutgoingRequest) => OutgoingRequest | Promise<OutgoingRequest>;

/**
 * Returns the authenticator for an auth, or else for the user in the URL. Throws a Problem if a
 * secret that the auth names is missing; for an emulator, which accepts any, it uses a placeholder.
 */
export async function createAuthenticator(
  auth: Auth | undefined,
  clientConfig: ClientConfig,
  url = '',
): Promise<Authenticator> {
  const authenticate: Authenticator =
    auth === undefined ? (request) => request : await authenticatorOf(auth, clientConfig);
  const basic = basicAuthorization(url, clientConfig);
  if (basic === undefined || (auth !== undefined && auth.kind !== 'api-key')) return authenticate;
  return async (request) => {
    const authenticated = await authenticate(request);
    const names = Object.keys(authenticated.headers);
    const has = names.some((name) => name.toLowerCase() === 'authorization');
    return has ? authenticated : withHeader(authenticated, 'authorization', basic);
  };
}

async function authenticatorOf(auth: Auth, clientConfig: ClientConfig): Promise<Authenticator> {
  const emulated = clientConfig.credentials !== undefined;
  switch (auth.kind) {
    case 'bearer': {
      const token = secretIn(auth.env, emulated);
      return (request) => withHeader(request, 'authorization', `Bearer ${token}`);
    }
    case 'api-key': {
      const key = secretIn(auth.env, emulated);
      return (request) => withHeader(request, auth.header.toLowerCase(), key);
    }
    case 'command': {
      const token = emulated ? () => 'emulated' : await createBearerTokenProvider(auth.command);
      return (request) => withHeader(request, 'authorization', `Bearer ${token()}`);
    }
    case 'sigv4':
      break;
  }
  const { createSigner } = await import('../aws-sdk/signer.ts');
  return createSigner(auth.service, clientConfig);
}

function secretIn(env: string, emulated: boolean): string {
  const secret = process.env[env]?.trim() ?? '';
  knownSecrets.learn(secret);
  if (secret !== '') return secret;
  if (emulated) return 'emulated';
  throw new Problem(`The environment variable ${env}, which a target's auth names, is not set.`, {
    remedy: `Set it, as in ${env}=… proofload run …; the scenario itself never holds a secret.`,
  });
}

function withHeader(request: OutgoingRequest, name: string, value: string): OutgoingRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}
