/** A message to the user on how a dataset was read. */
export type Note = { readonly message: string } & (
  { readonly level: 'ok' } | { readonly level: 'warning'; readonly remedy: string }
);

/** A note with its number of rows and the line of the first. */
interface CountedNote {
  readonly note: (rows: string) => Note;
  count: number;
  readonly line: number;
}

/** Merges the notes on many rows into one message per key. */
export class Notes {
  readonly #counted = new Map<string, CountedNote>();

  /** Counts one row. `note` receives `3 rows, the first in line 7`. */
  add(key: string, line: number, note: (rows: string) => Note): void {
    const counted = this.#counted.get(key);
    if (counted === undefined) this.#counted.set(key, { note, count: 1, line });
    else counted.count++;
  }

  list(): readonly Note[] {
    return [...this.#counted.values()].map(({ note, count, line }) =>
      note(count === 1 ? `1 row, in line ${line}` : `${count} rows, the first in line ${line}`),
    );
  }
}
