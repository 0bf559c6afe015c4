import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** A Publication is what a bench found, on the terminal and in bench/results as Markdown and JSON. */
export interface Publication {
  /** The file's name, without ending. */
  readonly name: string;
  readonly title: string;
  /** What was done, and what to keep in mind; a paragraph each. */
  readonly notes: readonly string[];
  /** One row a line of the table, all with the same columns. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** Everything measured. */
  readonly figures: unknown;
}

export function publish({ name, title, notes, rows, figures }: Publication): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.versions.node}`;
  const at = new Date().toISOString();
  const text = [`# ${title}`, `${machine}, ${at.slice(0, 10)}.`, ...notes, table(rows)].join(
    '\n\n',
  );
  process.stdout.write(`${text}\n`);
  const folder = join(process.cwd(), 'bench/results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), `${text}\n`);
  const json = { title, at, machine, notes, figures };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(json, undefined, 2)}\n`);
}

function table(rows: Publication['rows']): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [
    line(columns),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map((row) => line(columns.map((column) => String(row[column] ?? '')))),
  ].join('\n');
}
