import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { localFiles } from '../../../src/dataset/files/local-files.ts';
import { Numeral } from '../../../src/dataset/rows/numeral.ts';
import { parquetRows } from '../../../src/dataset/rows/parquet.ts';
import type { Row } from '../../../src/dataset/rows/row.ts';

/** Written with hyparquet-writer: five rows in row groups of two. */
const FILES = resolve(import.meta.dirname, '../../golden/dataset');

async function rowsOf(path: string): Promise<Row[]> {
  const { files } = await localFiles.find(path);
  const rows: Row[] = [];
  for (const file of files) {
    for await (const row of parquetRows(file, localFiles)) rows.push(row);
  }
  return rows;
}

describe('rows of a Parquet file', () => {
  it.each(['snappy', 'gzip'])(
    'the rows of a Parquet file come from every row group, compressed with %s',
    async (codec) => {
      const rows = await rowsOf(join(FILES, `${codec}.parquet`));
      expect(rows.map(({ place }) => place.line)).toEqual([1, 2, 3, 4, 5]);
      expect(rows.map(({ fields }) => fields['id'])).toEqual(['q1', 'q2', 'q3', 'q4', 'q5']);
      expect(rows[1]?.fields).toEqual({
        id: 'q2',
        question: 'Wie lange dauert es – genau?',
        maxTokens: 60,
        asked: '2026-01-01T00:00:01.000Z',
        serial: 2,
        context: ['c'],
      });
    },
  );

  it('the rows of a Parquet file keep the digits of an integer beyond a double, and an absent cell as null', async () => {
    const rows = await rowsOf(join(FILES, 'snappy.parquet'));
    expect(rows[2]?.fields).toMatchObject({
      serial: new Numeral('9007199254740993'),
      maxTokens: null,
    });
  });

  it('a Parquet file with an unknown codec is refused, with the usable ones', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'question', data: ['a'] }],
      codec: 'LZO',
      compressors: { LZO: (page) => page },
    });
    const folder = mkdtempSync(join(tmpdir(), 'proofload-parquet-'));
    const file = join(folder, 'lzo.parquet');
    writeFileSync(file, new Uint8Array(bytes));
    await expect(rowsOf(file)).rejects.toThrow(
      /cannot be read as Parquet: .*LZO\. Write it again, compressed with Snappy/,
    );
    rmSync(folder, { recursive: true });
  });

  it('a file that is not Parquet is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proofload-parquet-'));
    const file = join(folder, 'not.parquet');
    writeFileSync(file, 'id,question\na,b\n');
    await expect(rowsOf(file)).rejects.toThrow(/cannot be read as Parquet/);
    rmSync(folder, { recursive: true });
  });
});
