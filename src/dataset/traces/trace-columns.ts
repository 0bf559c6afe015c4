import { Problem } from '../../problem/problem.ts';
import { countCell, numberCell, textCell } from '../rows/cell.ts';
import type { Row } from '../rows/row.ts';

/** Readers of a trace's required columns; each throws a Problem for a row without one. */
export interface TraceColumns {
  readonly text: (row: Row, column: string) => string;
  readonly number: (row: Row, column: string) => number;
  readonly count: (row: Row, column: string, least?: 0 | 1) => number;
}

/** Creates the readers. `kind` begins the remedy: `An Azure trace has the columns …`. */
export function createTraceColumns(kind: string, columns: readonly string[]): TraceColumns {
  const needed = <T>(value: T | undefined, row: Row, column: string): T => {
    if (value !== undefined) return value;
    throw new Problem(`The row has no ${column}.`, {
      place: row.place,
      remedy: `${kind} has the columns ${columns.slice(0, -1).join(', ')} and ${columns.at(-1)}.`,
    });
  };
  return {
    text: (row, column) => needed(textCell(row, column), row, column),
    number: (row, column) => needed(numberCell(row, column), row, column),
    count: (row, column, least = 1) => needed(countCell(row, column, least), row, column),
  };
}

/** Returns the Problem of a row that is older than the trace's first. */
export function olderThanFirst(row: Row, column: string): Problem {
  return new Problem('The request is older than the first of the trace.', {
    place: row.place,
    remedy: `Sort the file by ${column}.`,
  });
}
