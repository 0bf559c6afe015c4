import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { reading } from '../reading.ts';

type Written = Parameters<typeof parquetWriteBuffer>[0];

const PRINTS = { user: '{{ value }}', maxTokens: 9 };

/** Renders the column `value` by a template, row by row. */
async function printed(written: Written, user = PRINTS.user): Promise<readonly unknown[]> {
  const bytes = new Uint8Array(parquetWriteBuffer(written));
  const { queries } = await reading('v.parquet', bytes, { prompt: { ...PRINTS, user } });
  return queries.map(({ messages }) => messages[0]?.text);
}

function column(data: unknown[], element: Record<string, unknown>): Written {
  return {
    columnData: [{ name: 'value', data }],
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'value', repetition_type: 'OPTIONAL', ...element },
    ] as NonNullable<Written['schema']>,
  };
}

describe('Parquet value', () => {
  it.each([
    ['INT32', { type: 'INT32', precision: 9 }],
    ['INT64', { type: 'INT64', precision: 18 }],
    ['bytes', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 9, precision: 18 }],
  ])('a Parquet decimal stored as %s prints as it was written', async (_, element) => {
    const decimals = column([1.1, -0.05, 1234.5, 0, null], {
      ...element,
      converted_type: 'DECIMAL',
      scale: 2,
    });
    expect(await printed(decimals)).toEqual(['1.10', '-0.05', '1234.50', '0.00', '']);
  });

  it('a Parquet integer of 64 bits prints as it was written', async () => {
    const numbers = [2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n, 7n];
    expect(await printed(column(numbers, { type: 'INT64' }))).toEqual(numbers.map(String));
  });

  it('a Parquet number of 32 or 64 bits prints as it was written', async () => {
    expect(await printed(column([1.1, 0.3, 16777216], { type: 'FLOAT' }))).toEqual([
      '1.1',
      '0.3',
      '16777216',
    ]);
    expect(await printed(column([0.1, 1e-7], { type: 'DOUBLE' }))).toEqual(['0.1', '1e-7']);
  });

  it('a Parquet date or time prints as it was written, to the microsecond', async () => {
    const day = column([new Date('2026-02-03T00:00:00Z')], {
      type: 'INT32',
      converted_type: 'DATE',
    });
    expect(await printed(day)).toEqual(['2026-02-03']);
    const logical_type = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' };
    const times = [1_770_000_000_123_456n, 1_770_000_000_000_000n, -1n];
    expect(await printed(column(times, { type: 'INT64', logical_type }))).toEqual([
      '2026-02-02T02:40:00.123456Z',
      '2026-02-02T02:40:00.000Z',
      '1969-12-31T23:59:59.999999Z',
    ]);
  });

  it('a Parquet null inside lists and structs is empty', async () => {
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'value', repetition_type: 'OPTIONAL', num_children: 2 },
      {
        name: 'price',
        type: 'INT32',
        converted_type: 'DECIMAL',
        scale: 2,
        precision: 5,
        repetition_type: 'OPTIONAL',
      },
      { name: 'name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'context', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ] as NonNullable<Written['schema']>;
    const columnData = [
      { name: 'value', data: [{ price: 1.5, name: null }, { price: null, name: 'x' }, null] },
      { name: 'context', data: [['a', null, 'b'], [], null] },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, schema }));
    const prompt = { user: '{{ value.price }}|{{ value.name }}|{{ value }}', maxTokens: 9 };
    const { queries } = await reading('n.parquet', bytes, { prompt });
    expect(queries.map(({ messages }) => messages[0]?.text)).toEqual([
      '1.50||{"price":1.50,"name":null}',
      '|x|{"price":null,"name":"x"}',
      '||',
    ]);
    expect(queries.map(({ context }) => context)).toEqual([['a', 'b'], [], []]);
  });
});

describe('calendar times in `at`', () => {
  it('calendar times in `at` are counted from the first, in Parquet and in text', async () => {
    const times = ['2026-02-03T10:00:05Z', '2026-02-03T10:00:00Z', '2026-02-03T10:00:01.250Z'];
    const columnData = [
      { name: 'question', data: ['b', 'a', 'c'] },
      { name: 'at', data: times.map((time) => new Date(time)), type: 'TIMESTAMP' as const },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    const text = `question,at\n${times.map((time, row) => `${'bac'[row]},${time}`).join('\n')}\n`;
    const zoneless = text.replaceAll('Z', '').replaceAll('T', ' ');
    for (const [name, content] of [
      ['t.parquet', bytes],
      ['t.csv', text],
      ['z.csv', zoneless],
    ] as const) {
      const { queries } = await reading(name, content);
      expect(queries.map(({ question, at }) => [question, at])).toEqual([
        ['a', 0],
        ['c', 1250],
        ['b', 5000],
      ]);
    }
  });

  it('calendar times in `at` are not mixed with numbers', async () => {
    const text = 'question,at\na,2026-02-03T10:00:00Z\nb,5\n';
    await expect(reading('m.csv', text)).rejects.toThrow(/^m\.csv:3: The column "at" holds times/);
  });
});

/** A frame of Zstandard that stores its bytes (RFC 8878, 3.1.1). */
function zstandard(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0xfd2fb528, 0);
  head.writeUInt8(0xa0, 4);
  head.writeUInt32LE(bytes.length, 5);
  head.writeUIntLE(1 | (bytes.length << 3), 9, 3);
  return Buffer.concat([head, bytes]);
}

/** A block of LZ4 that is all literals. */
function lz4(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 15) return Buffer.concat([Buffer.of(bytes.length << 4), bytes]);
  const rest = bytes.length - 15;
  return Buffer.concat([
    Buffer.of(0xf0),
    Buffer.alloc(Math.floor(rest / 255), 255),
    Buffer.of(rest % 255),
    bytes,
  ]);
}

describe('Parquet file', () => {
  it.each([
    ['ZSTD', zstandard],
    ['LZ4_RAW', lz4],
  ] as const)('a Parquet file is read when it is compressed with %s', async (codec, compress) => {
    const question = 'Where is it? '.repeat(40);
    const columnData = [{ name: 'question', data: [question, 'b'] }];
    const bytes = parquetWriteBuffer({ columnData, codec, compressors: { [codec]: compress } });
    const { queries } = await reading('c.parquet', new Uint8Array(bytes));
    expect(queries.map((query) => query.question)).toEqual([question, 'b']);
  });
});
