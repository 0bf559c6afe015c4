import type { Place } from '../../problem/problem.ts';

/** A Row is one record of a dataset file, as read: columns and the place it starts at. */
export interface Row {
  readonly place: Place & { readonly line: number };
  readonly fields: Readonly<Record<string, unknown>>;
}
