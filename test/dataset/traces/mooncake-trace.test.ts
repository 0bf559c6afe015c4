import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/dataset/dataset.ts';
import { createMooncakeTrace } from '../../../src/dataset/traces/mooncake-trace.ts';
import { createRandom } from '../../../src/random/random.ts';

const TRACE = resolve(
  import.meta.dirname,
  '../../../shared/data/traces/mooncake/conversation_trace.jsonl',
);

function read(...rows: Record<string, unknown>[]) {
  const trace = createMooncakeTrace(createRandom(7, 'order'));
  return rows.map(
    (fields, index) => trace({ place: { file: 't.jsonl', line: index + 1 }, fields }).fields,
  );
}

const row = (hash_ids: number[], input_length: number, timestamp = 0) => ({
  timestamp,
  input_length,
  output_length: 30,
  hash_ids,
});

function text(fields: Readonly<Record<string, unknown>> | undefined): string {
  return String(fields?.['question']);
}

describe('Mooncake trace', () => {
  it('a Mooncake trace counts time from its first row and requests the traced length', () => {
    const rows = read(row([0], 100, 3000), row([1], 100, 9000));
    expect(rows.map(({ at, maxTokens }) => [at, maxTokens])).toEqual([
      [0, 30],
      [6000, 30],
    ]);
  });

  it('a Mooncake trace has prompts of the traced tokens, with the last block cut', () => {
    const lengths = [1100, 512, 1, 3, 20_000];
    const rows = read(
      ...lengths.map((length, n) => {
        const blocks = Array.from({ length: Math.ceil(length / 512) }, (_, k) => 1000 * n + k);
        return row(blocks, length);
      }),
    );
    expect(rows.map((fields) => countTokens(text(fields)))).toEqual(lengths);
  });

  it('a Mooncake trace gives prompts exactly the prefix they share', () => {
    const [one = [], other = []] = read(row([46, 47, 48], 1536), row([46, 47, 50], 1536)).map(
      (fields) => encode(text(fields)),
    );
    expect(other.slice(0, 1024)).toEqual(one.slice(0, 1024));
    expect(other.slice(1024, 1027)).not.toEqual(one.slice(1024, 1027));
  });

  it('a Mooncake trace begins each block differently, for any number of blocks and any ids', () => {
    const ids = [...Array.from({ length: 2000 }, (_, n) => n), -1, -99, 2 ** 40, 2 ** 40 + 1];
    const heads = read(...ids.map((id) => row([id], 12))).map(text);
    expect(new Set(heads.map((head) => head.split('.', 1)[0])).size).toBe(ids.length);
  });

  it('a Mooncake trace has the same texts under the same seed', () => {
    expect(read(row([5, 6], 600))).toEqual(read(row([5, 6], 600)));
  });

  it.each([
    [row([1, 2], 512), /2 hash_ids, but input_length 512 fills 1 blocks/],
    [{ ...row([], 1), hash_ids: 'x' }, /"hash_ids" is not a list of whole numbers/],
    [{ ...row([1], 1), output_length: undefined }, /no output_length\. A Mooncake trace has/],
  ])('a Mooncake trace refuses an inconsistent row: %#', (fields, complaint) => {
    expect(() => read(fields)).toThrow(complaint);
  });

  it.skipIf(!existsSync(TRACE))(
    'a Mooncake trace reads the published conversation trace completely, with its shared prefixes (needs ../shared/data)',
    async () => {
      const { queries } = await loadDataset(
        {
          file: TRACE,
          format: 'mooncake',
          order: 'sequential',
          redact: [],
          skipBadRows: false,
          columns: {},
        },
        { user: '{{ question }}', maxTokens: 1 },
        { random: createRandom(1, 'order') },
      );
      expect(queries).toHaveLength(12_031);
      const block = (query: number, n: number): readonly number[] =>
        encode(queries[query]?.messages[0]?.text ?? '').slice(n * 512, (n + 1) * 512);
      // Every conversation of the trace begins with block 0, its second block is its own.
      expect(block(0, 0)).toEqual(block(1, 0));
      expect(block(0, 1)).not.toEqual(block(1, 1));
      expect(queries.at(-1)?.at).toBeGreaterThan(3_500_000);
    },
  );
});
