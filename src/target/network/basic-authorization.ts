import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/**
 * Returns the Basic authorization for the user in a URL (RFC 3986, 3.2.1; RFC 7617): of the
 * endpoint, if it replaces all services and has a user of its own, or else of the target's URL.
 */
export function basicAuthorization(url: string, { endpoint }: ClientConfig): string | undefined {
  return (endpoint === 'aws' ? undefined : basicOf(endpoint)) ?? basicOf(url);
}

function basicOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { username, password } = new URL(url);
  if (username === '' && password === '') return undefined;
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  for (const secret of [decoded(password || username), credentials]) knownSecrets.learn(secret);
  return `Basic ${credentials}`;
}

/** Decodes percent-encoding; returns text with an invalid % unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
