import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/**
 * The Basic authorization that the user of a URL means (RFC 3986, 3.2.1; RFC 7617): of the URL that is
 * asked, which is the wiring's where that stands in for all services and has a user of its own.
 */
export function basicAuthorization(url: string, { endpoint }: ClientConfig): string | undefined {
  return (endpoint === 'aws' ? undefined : basicOf(endpoint)) ?? basicOf(url);
}

function basicOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { username, password } = new URL(url);
  if (username === '' && password === '') return undefined;
  const proof = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  for (const secret of [decoded(password || username), proof]) knownSecrets.learn(secret);
  return `Basic ${proof}`;
}

/** A lone % stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
