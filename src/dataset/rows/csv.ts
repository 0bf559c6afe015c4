import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Problem } from '../../problem/problem.ts';
import type { TextFile } from '../files/text-file.ts';
import { DELIMITERS, type Delimiter, sniffDelimiter } from './csv-delimiter.ts';
import type { Row } from './row.ts';

/**
 * Yields the rows of a CSV text (RFC 4180) whose first line names the columns. Lines end with CRLF,
 * LF or CR in any mixture; inside quotes all three are text. The first line determines the
 * separator: comma, semicolon or tab. Skips blank lines.
 *
 * Yields a Problem for a row of the wrong length. Throws for a stray or unclosed quote, because no
 * later row can be separated.
 */
export async function* csvRows(
  text: TextFile,
  file: string,
  { tabs = false, onDelimiter = () => undefined }: CsvOptions = {},
): AsyncGenerator<Row | Problem> {
  const { delimiter, rest } = await sniffDelimiter(text, tabs);
  onDelimiter(delimiter);
  const parser = parse({
    info: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    delimiter,
  });
  // Closes the source when the consumer stops early, and the parser when the source fails.
  pipeline(Readable.from(rest), parser, () => undefined);
  let header: readonly string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const place = { file, line };
      line = info.lines + 1;
      if (record.length === 1 && record[0]?.trim() === '') continue;
      if (header === undefined) header = checkedHeader(record, place);
      else if (record.length === header.length) yield { place, fields: zip(header, record) };
      else yield wrongLength(record.length, header.length, { place, delimiter });
    }
  } catch (error) {
    throw error instanceof CsvError ? strayQuote(error, { file, line }) : error;
  }
}

interface CsvOptions {
  /** Separates cells by tabs whatever the header looks like; a `sep=` line still wins. */
  readonly tabs?: boolean;
  /** Receives the separator. */
  readonly onDelimiter?: (delimiter: Delimiter) => void;
}

interface Parsed {
  readonly record: readonly string[];
  /** `lines`: number of the record's last line. */
  readonly info: { readonly lines: number };
}

function zip(header: readonly string[], record: readonly string[]): Record<string, string> {
  return Object.fromEntries(header.map((column, index) => [column, record[index] ?? '']));
}

function checkedHeader(record: readonly string[], place: Row['place']): readonly string[] {
  const header = record.map((name) => name.trim());
  const index = header.findIndex((name, at) => name === '' || header.indexOf(name) < at);
  if (index === -1) return header;
  const name = header[index] ?? '';
  throw new Problem(
    name === '' ? `Column ${index + 1} has no name.` : `Two columns are named "${name}".`,
    { place, remedy: 'Give each column of the first line a name of its own.' },
  );
}

function wrongLength(
  cells: number,
  columns: number,
  { place, delimiter }: { place: Row['place']; delimiter: Delimiter },
): Problem {
  return new Problem(
    `The row has ${count(cells, 'cell')}, the header ${count(columns, 'column')}.`,
    {
      place,
      remedy: `Put double quotes around cells that hold ${DELIMITERS[delimiter]} or line breaks.`,
    },
  );
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function strayQuote(error: CsvError, row: { file: string; line: number }): Problem {
  const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED';
  const line = unclosed || typeof error.lines !== 'number' ? row.line : error.lines;
  return new Problem(
    unclosed
      ? 'A quoted cell of this row is never closed.'
      : 'A double quote stands where none may: rows after it cannot be told apart.',
    {
      place: { file: row.file, line },
      remedy: 'Put double quotes around the whole cell and write each one inside it twice.',
      cause: error,
    },
  );
}
