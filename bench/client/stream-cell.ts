import type { Table } from './bench-report.ts';
import type { StreamFigures } from './stream-task.ts';
import type { Subject } from './subject.ts';

/** A Cell is one client under one load, measured once or several times. */
export interface Cell {
  readonly subject: Subject;
  readonly tls: boolean;
  readonly streams: number;
  /** One for each round. */
  readonly figures: StreamFigures[];
}

/** The middle one, the lower of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? Number.NaN;
}

/** The median of a figure over the rounds. */
export function of(cell: Cell, figure: (figures: StreamFigures) => number): number {
  return median(cell.figures.map(figure));
}

export function streamTable(cells: readonly Cell[]): Table {
  return {
    title: 'Error of every token’s time, and CPU, by client and load',
    header: [
      'client',
      'streams',
      'events/s',
      'first token p50 / p99 ms',
      'each token p50 / p99 / max ms',
      'within 10 ms',
      'CPU µs/event',
      'loop busy',
    ],
    rows: cells.map((cell) => [
      `${cell.subject}${cell.tls ? ', TLS' : ''}`,
      String(cell.streams),
      of(cell, (f) => f.eventsPerSecond).toFixed(0),
      `${of(cell, (f) => f.first.p50).toFixed(2)} / ${of(cell, (f) => f.first.p99).toFixed(1)}`,
      `${of(cell, (f) => f.each.p50).toFixed(2)} / ${of(cell, (f) => f.each.p99).toFixed(1)} / ${of(cell, (f) => f.each.max).toFixed(0)}`,
      `${(100 * of(cell, (f) => f.delivered)).toFixed(1)} %`,
      of(cell, (f) => f.cpuMicrosPerEvent).toFixed(1),
      of(cell, (f) => f.elu).toFixed(2),
    ]),
  };
}
