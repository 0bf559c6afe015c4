import { Problem } from '../scenario/problem.ts';
import type { Wiring } from './wiring.ts';

/** A ServiceUrl is where a plain HTTP target is asked: an origin, and a path with its query. */
export interface ServiceUrl {
  readonly origin: string;
  readonly path: string;
}

/** The target's URL, its origin replaced by the wiring's where that stands in for all services. */
export function serviceUrl(url: string, { endpoint }: Wiring): ServiceUrl {
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
    path: parsed.pathname + parsed.search,
  };
}
