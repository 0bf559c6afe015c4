import type { Place } from '../../problem/problem.ts';

/** One record of a dataset file: its columns and start position. */
export interface Row {
  readonly place: Place & { readonly line: number };
  readonly fields: Readonly<Record<string, unknown>>;
}
