import {
  array,
  assert,
  asyncProperty,
  bigInt,
  integer,
  jsonValue,
  record,
  string,
  tuple,
} from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, specOf, wiringOf } from '../target/asking.ts';
import { startWireServer, type WireServer } from '../target/wire-server.ts';
import { reading } from './reading.ts';

/** A row as written, with numbers by their digits. */
interface Written {
  readonly question: string;
  readonly whole: bigint;
  readonly price: string;
  readonly nested: string;
}

const price = tuple(integer({ min: -99_999, max: 99_999 }), integer({ min: 0, max: 99 })).map(
  ([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`,
);

/** Any UTF-8 text, with control characters; a question of spaces alone is empty. */
const question = string({ unit: 'binary' }).map((words) => `a${words}`);

const rows = array(
  record({
    question,
    whole: bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    price,
    // Through JSON once, which keeps no minus zero.
    nested: jsonValue().map((value) => JSON.stringify([value])),
  }),
  { minLength: 1, maxLength: 4 },
);

function jsonOf({ question: words, whole, price: digits, nested }: Written): string {
  return `{"question":${JSON.stringify(words)},"whole":${whole},"price":${digits},"nested":${nested}}`;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function csvOf(written: readonly Written[], delimiter: string, end: string): string {
  const cells = written.map((row) => [row.question, String(row.whole), row.price, row.nested]);
  const lines = cells.map((line) => line.map(quoted).join(delimiter));
  return [['question', 'whole', 'price', 'nested'].join(delimiter), ...lines, ''].join(end);
}

function parquetOf(written: readonly Written[]): Uint8Array {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'question', data: written.map((row) => row.question) },
      { name: 'whole', data: written.map(({ whole }) => whole) },
      { name: 'price', data: written.map((row) => Number(row.price)) },
      { name: 'nested', data: written.map(({ nested }) => nested) },
    ],
    schema: [
      { name: 'root', num_children: 4 },
      { name: 'question', ...text },
      { name: 'whole', type: 'INT64', repetition_type: 'REQUIRED' },
      {
        name: 'price',
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 8,
        converted_type: 'DECIMAL',
        precision: 18,
        scale: 2,
        repetition_type: 'REQUIRED',
      },
      { name: 'nested', ...text },
    ],
  });
  return new Uint8Array(bytes);
}

describe('dataset round trip', () => {
  let server: WireServer;
  let target: Target;

  beforeAll(async () => {
    server = await startWireServer((response) => response.end('{"answer":"ok"}'));
    const { url } = server;
    const body = {
      question: '{{ question }}',
      prompt: '{{ prompt }}',
      whole: 'n {{ whole }}',
      bare: '{{ whole }}',
    };
    const service = {
      kind: 'http',
      url,
      headers: {},
      body,
      answer: 'answer',
      usage: {},
      stream: false,
    } as const;
    target = await createTarget(specOf(service), wiringOf(url));
  });

  afterAll(async () => {
    await target.close();
    await server.close();
  });

  it.each([
    ['csv', (all: readonly Written[]) => csvOf(all, ',', '\n')],
    ['csv', (all: readonly Written[]) => csvOf(all, ';', '\r\n')],
    ['tsv', (all: readonly Written[]) => csvOf(all, '\t', '\n')],
    ['jsonl', (all: readonly Written[]) => all.map(jsonOf).join('\n')],
    ['json', (all: readonly Written[]) => `[\n${all.map(jsonOf).join(',\n')}\n]\n`],
    ['parquet', parquetOf],
  ])('what the server receives is what was written in %s', async (kind, write) => {
    const prompt = { user: '{{ question }}|{{ whole }}|{{ price }}|{{ nested }}', maxTokens: 9 };
    await assert(
      asyncProperty(rows, async (written) => {
        const { queries } = await reading(`rows.${kind}`, write(written), { prompt });
        expect(queries).toHaveLength(written.length);
        for (const [index, row] of written.entries()) {
          const query = queries[index];
          if (query === undefined) continue;
          await target.ask(query, callOf());
          const sent = server.requests.at(-1)?.body ?? '';
          expect(JSON.parse(sent)).toMatchObject({
            question: row.question,
            prompt: `${row.question}|${row.whole}|${row.price}|${row.nested}`,
            whole: `n ${row.whole}`,
          });
          // A number where the file has one, a text where the format has only texts.
          const bare = kind === 'csv' || kind === 'tsv' ? `"${row.whole}"` : String(row.whole);
          expect(sent).toContain(`"bare":${bare}}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});
