import type { Random } from '../random/random.ts';

/**
 * Name of a run and its directory: `20261123-141530-customer-support-1f3c`. Ids sort by start time
 * (UTC, to the second); four random hex digits distinguish runs of the same second.
 */
export type RunId = string;

const MAX_NAME_LENGTH = 40;

export function createRunId(start: Date, name: string, random: Random): RunId {
  const [date = '', time = ''] = start.toISOString().split(/[T.]/);
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}-${slug(name)}-${suffix}`;
}

function slug(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, MAX_NAME_LENGTH).replace(/^-+|-+$/g, '') || 'run';
}
