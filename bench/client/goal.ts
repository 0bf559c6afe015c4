import type { Table } from './bench-report.ts';

/** A Goal is a figure to reach, and what was measured of it. */
export interface Goal {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export function atMost(what: string, value: number, limit: number): Goal {
  return { what, target: `≤ ${limit}`, measured: value.toFixed(2), met: value <= limit };
}

export function atLeast(what: string, value: number, limit: number): Goal {
  return { what, target: `≥ ${limit}`, measured: value.toFixed(2), met: value >= limit };
}

export function goalTable(goals: readonly Goal[]): Table {
  return {
    title: 'Goals',
    header: ['what', 'target', 'measured', 'met'],
    rows: goals.map(({ what, target, measured, met }) => [
      what,
      target,
      measured,
      met ? 'yes' : 'no',
    ]),
  };
}
