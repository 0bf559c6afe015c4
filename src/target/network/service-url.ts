import { Problem } from '../../problem/problem.ts';
import type { ClientConfig } from '../contract/client-config.ts';

/** A ServiceUrl is where a plain HTTP target is asked: an origin, and a path with its query. */
export interface ServiceUrl {
  readonly origin: string;
  readonly path: string;
}

/** What is added to a target's URL: an API's own path behind the URL's, parameters behind its query. */
export interface UrlAddition {
  readonly end?: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** The target's URL, its origin replaced by the wiring's where that stands in for all services. */
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

/** The URL's own query stays behind the whole path: Azure's `api-version`. */
function pathOf({ pathname }: URL, end: string | undefined): string {
  return end === undefined ? pathname : pathname.replace(/\/+$/, '') + end;
}

function searchOf(parsed: URL, query: UrlAddition['query']): string {
  if (query === undefined) return parsed.search;
  const { searchParams } = parsed;
  for (const [name, value] of Object.entries(query)) searchParams.set(name, value);
  return parsed.search;
}
