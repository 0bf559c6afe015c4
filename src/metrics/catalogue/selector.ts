import { Problem } from '../../problem/problem.ts';

/** A metric and the tags of the selected samples: `latency{tenant:acme}`. */
export interface Selector {
  readonly metric: string;
  /** Tags that a sample must all have; empty matches every sample. */
  readonly tags: Tags;
}

export type Tags = Readonly<Record<string, string>>;

/**
 * Parses a selector by k6's rules (metrics/metric.go, ParseMetricName): each part is split at its
 * first colon, so a value may hold colons but no comma or brace; surrounding spaces and quotes are
 * removed.
 *
 * Stricter than k6: throws a Problem for a tag without a value, instead of matching the empty one.
 */
export function parseSelector(text: string): Selector {
  const [, metric = '', tags] = /^([^{}]*)(?:\{([^{}]*)\})?$/.exec(text.trim()) ?? [];
  if (metric.trim() === '') throw malformed(text, text);
  if (tags === undefined) return { metric: metric.trim(), tags: {} };
  return { metric: metric.trim(), tags: Object.fromEntries(tags.split(',').map(parseTag)) };

  function parseTag(part: string): [string, string] {
    const colon = part.indexOf(':');
    const [key, value] = [unquoted(part.slice(0, colon)), unquoted(part.slice(colon + 1))];
    if (colon === -1 || key === '' || value === '') throw malformed(text, part);
    return [key, value];
  }
}

/** Formats a selector canonically, for any order and quoting. */
export function formatSelector({ metric, tags }: Selector): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}:${value}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.sort().join(',')}}`;
}

export function matches(selector: Selector, tags: Tags): boolean {
  return Object.entries(selector.tags).every(([key, value]) => tags[key] === value);
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function malformed(text: string, part: string): Problem {
  return new Problem(`"${text}" does not select a metric: "${part.trim()}" cannot be read.`, {
    remedy: 'Write metric{tag:value,tag2:value2}, as in latency{tenant:acme}.',
  });
}
