import { arrayBuffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors as others } from 'hyparquet-compressors';
import { Problem } from '../../problem/problem.ts';
import type { FileSource, FoundFile } from '../files/file-source.ts';
import { createParquetValues, parsers } from './parquet-value.ts';
import type { Row } from './row.ts';

/**
 * Decompressors: Zstandard and LZ4 in JavaScript, Snappy in WebAssembly, gzip and Brotli in Node.
 */
const compressors = {
  ...others,
  GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliDecompressSync(bytes),
};

/**
 * Yields the rows of a Parquet file, one row group in memory at a time. A row's line is its number,
 * from 1. Integers and decimals keep their digits, times become ISO texts, null stays null at any
 * depth.
 *
 * Throws a Problem for a file that is not Parquet, or that is compressed with LZO.
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
  const asWritten = createParquetValues(metadata);
  let end = 0;
  for (const group of metadata.row_groups) {
    const rowStart = end;
    end += Number(group.num_rows);
    const rows = await readable(
      file,
      parquetReadObjects({
        file: buffer,
        metadata,
        rowStart,
        rowEnd: end,
        compressors,
        parsers,
        // Bytes without a text type may be the digits of a decimal.
        utf8: false,
      }),
    );
    for (const [index, fields] of rows.entries()) {
      yield { place: { file, line: rowStart + index + 1 }, fields: asWritten(fields) };
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
      remedy: 'Write it again, compressed with Snappy, gzip, Zstandard, LZ4, Brotli or not at all.',
      cause,
    });
  }
}
