import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createFiller } from '../query/filler.ts';
import { textCell } from '../rows/cell.ts';
import type { Row } from '../rows/row.ts';
import { createTraceColumns, olderThanFirst } from './trace-columns.ts';

/**
 * Converts a row of the BurstGPT traces (Wang et al., KDD 2025) into a row with reserved columns.
 */
type BurstTrace = (row: Row) => Row;

const columns = createTraceColumns('A BurstGPT trace', [
  'Timestamp',
  'Model',
  'Request tokens',
  'Response tokens',
  'Log Type',
]);

/**
 * Creates the converter. Adds `at` (milliseconds from the first row; Timestamp is in seconds),
 * `maxTokens` (Response tokens), `session` and `turn` (in releases with a Session ID), and
 * `question`: filler English of Request tokens, because the traces hold lengths and no texts.
 *
 * A row without response tokens is a failed request. It loaded the service too, so it is sent with
 * the prompt's `maxTokens` and has the tag `traced: failed`.
 */
export function createBurstGptTrace(random: Random): BurstTrace {
  const filler = createFiller(random);
  const turns = new Map<string, number>();
  let start: Milliseconds | undefined;
  return (row) => {
    const time = columns.number(row, 'Timestamp') * 1000;
    start ??= time;
    if (time < start) throw olderThanFirst(row, 'Timestamp');
    const generated = columns.count(row, 'Response tokens', 0);
    const session = textCell(row, 'Session ID');
    const turn = session === undefined ? 0 : (turns.get(session) ?? 0) + 1;
    if (session !== undefined) turns.set(session, turn);
    return {
      place: row.place,
      fields: {
        ...row.fields,
        at: time - start,
        question: filler(columns.count(row, 'Request tokens')),
        ...(generated === 0 ? {} : { maxTokens: generated }),
        ...(session === undefined ? {} : { session, turn }),
        tags: {
          model: columns.text(row, 'Model'),
          log: columns.text(row, 'Log Type'),
          ...(generated === 0 ? { traced: 'failed' } : {}),
        },
      },
    };
  };
}
