import { Problem } from '../../problem/problem.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** The address of a plain HTTP target: an origin, and a path with its query. */
export interface ServiceUrl {
  readonly origin: string;
  readonly path: string;
}

/** Additions to a target's URL: the API's path after the URL's, parameters after its query. */
export interface UrlAddition {
  readonly end?: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns the target's URL, with the endpoint's origin if the endpoint replaces all services.
 * Throws a Problem for an invalid URL.
 */
export function serviceUrl(
  url: string,
  { endpoint }: ClientConfig,
  { end, query }: UrlAddition = {},
): ServiceUrl {
  const base = endpoint === 'aws' ? undefined : endpoint;
  if (!URL.canParse(url, base)) {
    throw new Problem(`"${url}" is not a URL.`, {
      remedy: 'Write it whole: https://host/path.',
    });
  }
  const parsed = new URL(url, base);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new Problem(`"${url}" is neither http nor https.`);
  }
  return {
    origin: base === undefined ? parsed.origin : new URL(base).origin,
    path: pathOf(parsed, end) + searchOf(parsed, query),
  };
}

/** Appends the API's path; the URL's own query stays after it, as Azure's `api-version` does. */
function pathOf({ pathname }: URL, end: string | undefined): string {
  return end === undefined ? pathname : pathname.replace(/\/+$/, '') + end;
}

function searchOf(parsed: URL, query: UrlAddition['query']): string {
  if (query === undefined) return parsed.search;
  const { searchParams } = parsed;
  for (const [name, value] of Object.entries(query)) searchParams.set(name, value);
  return parsed.search;
}
