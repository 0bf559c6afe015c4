import { Problem } from '../problem/problem.ts';

/** A length of time, or an instant on a run's monotonic clock, in milliseconds. */
export type Milliseconds = number;

const UNIT: Readonly<Record<string, Milliseconds>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000_001,
};

const PART = /(\d+(?:\.\d*)?|\.\d+)(d|h|ms|m|s|us|µs|ns)/y;

/**
 * Parses a duration as k6 writes it into milliseconds: `1m30s`, `500ms`, `1d12h`. A bare number is
 * milliseconds (k6 lib/types/types.go, ParseExtendedDuration).
 *
 * Throws a Problem on anything else, and on negative values.
 */
export function parseDuration(text: string | number): Milliseconds {
  if (typeof text === 'number') return checked(text, String(text));
  const trimmed = text.trim();
  if (trimmed !== '' && !Number.isNaN(Number(trimmed))) return checked(Number(trimmed), text);
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < trimmed.length) {
    const part = PART.exec(trimmed);
    if (part === null) throw unreadable(text);
    total += Number(part[1]) * (UNIT[part[2] ?? ''] ?? Number.NaN);
  }
  if (trimmed === '') throw unreadable(text);
  return checked(total, text);
}

/** Formats a duration for people, with at most two units: `1m 30s`, `2.5 s`, `340 ms`. */
export function formatDuration(ms: Milliseconds): string {
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  let rest = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

function checked(ms: number, text: string): Milliseconds {
  if (!Number.isFinite(ms) || ms < 0) throw unreadable(text);
  return ms;
}

function unreadable(text: string | number): Problem {
  return new Problem(`"${text}" is not a duration.`, {
    remedy: 'Write it as a number and a unit: 500ms, 30s, 1m30s, 2h, 1d.',
  });
}
