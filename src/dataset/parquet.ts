import { arrayBuffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { Problem } from '../scenario/problem.ts';
import type { FileSource, FoundFile } from './file-source.ts';
import type { Row } from './row.ts';

/** What Node has beside hyparquet's own Snappy; Zstandard comes with Node 22. */
const compressors = {
  GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliDecompressSync(bytes),
};

/**
 * The rows of a Parquet file, one row group in memory at a time. A row's line is its number, from 1.
 * Whole numbers of 64 bits become numbers where a double holds them and texts where not, times
 * become ISO texts. Throws a Problem for a file that is not Parquet or is compressed otherwise.
 */
export async function* parquetRows(
  { path: file, size }: FoundFile,
  source: FileSource,
): AsyncGenerator<Row> {
  const buffer: AsyncBuffer = {
    byteLength: size,
    slice: (start, end = size) => arrayBuffer(source.open(file, { start, end })),
  };
  const metadata = await readable(file, parquetMetadataAsync(buffer));
  let end = 0;
  for (const group of metadata.row_groups) {
    const rowStart = end;
    end += Number(group.num_rows);
    const rows = await readable(
      file,
      parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd: end, compressors }),
    );
    for (const [index, fields] of rows.entries()) {
      yield { place: { file, line: rowStart + index + 1 }, fields: plainFields(fields) };
    }
  }
}

async function readable<T>(file: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The file cannot be read as Parquet: ${reason}.`, {
      place: { file },
      remedy: 'Write it again, compressed with Snappy, gzip, Brotli or not at all.',
      cause,
    });
  }
}

function plainFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? plainFields(value) : value;
}
