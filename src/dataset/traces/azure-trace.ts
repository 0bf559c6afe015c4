import { Problem } from '../../problem/problem.ts';
import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createFiller } from '../query/filler.ts';
import type { Row } from '../rows/row.ts';
import { createTraceColumns, olderThanFirst } from './trace-columns.ts';

/**
 * Converts a row of the Azure LLM inference traces (Patel et al. 2024, Splitwise) into a row with
 * reserved columns.
 */
type AzureTrace = (row: Row) => Row;

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00(?::?00)?)?$/;

const columns = createTraceColumns('An Azure trace', [
  'TIMESTAMP',
  'ContextTokens',
  'GeneratedTokens',
]);

/**
 * Creates the converter. Adds `at` (milliseconds from the first row, at the trace's resolution of
 * 100 ns), `maxTokens` (GeneratedTokens) and `question`: filler English of ContextTokens tokens,
 * because the traces hold lengths and no texts.
 */
export function createAzureTrace(random: Random): AzureTrace {
  let start: { seconds: number; fraction: number } | undefined;
  const filler = createFiller(random);
  return (row) => {
    const time = timestamp(row);
    start ??= time;
    const at: Milliseconds =
      (time.seconds - start.seconds) * 1000 + (time.fraction - start.fraction) / 10_000;
    if (at < 0) throw olderThanFirst(row, 'TIMESTAMP');
    return {
      place: row.place,
      fields: {
        ...row.fields,
        at,
        question: filler(columns.count(row, 'ContextTokens')),
        maxTokens: columns.count(row, 'GeneratedTokens'),
      },
    };
  };
}

/**
 * Returns seconds of the Unix epoch and the fraction in units of 100 ns, which one double could not
 * hold together.
 */
function timestamp(row: Row): { seconds: number; fraction: number } {
  const text = columns.text(row, 'TIMESTAMP');
  const [, date, time, digits = ''] = TIMESTAMP.exec(text) ?? [];
  const seconds = Date.parse(`${date}T${time}Z`) / 1000;
  if (Number.isNaN(seconds)) {
    throw new Problem(`The TIMESTAMP "${text}" is not a time.`, {
      place: row.place,
      remedy: 'Write it in UTC like 2023-11-16 18:15:46.6805900.',
    });
  }
  return {
    seconds,
    fraction: Number(digits.padEnd(7, '0')) / 10 ** Math.max(0, digits.length - 7),
  };
}
