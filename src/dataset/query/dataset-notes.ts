/** A Note is what a user should know of how a dataset was read. */
export type Note = { readonly message: string } & (
  { readonly level: 'ok' } | { readonly level: 'warning'; readonly remedy: string }
);

/** How many rows a note is about, and the first of them. */
interface Seen {
  readonly note: (rows: string) => Note;
  count: number;
  readonly line: number;
}

/** Notes gathers what is to be said of many rows into one sentence each. */
export class Notes {
  readonly #seen = new Map<string, Seen>();

  /** `note` is given `3 rows, the first in line 7`. Equal keys are one note. */
  add(key: string, line: number, note: (rows: string) => Note): void {
    const seen = this.#seen.get(key);
    if (seen === undefined) this.#seen.set(key, { note, count: 1, line });
    else seen.count++;
  }

  list(): readonly Note[] {
    return [...this.#seen.values()].map(({ note, count, line }) =>
      note(count === 1 ? `1 row, in line ${line}` : `${count} rows, the first in line ${line}`),
    );
  }
}
