import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, loadDataset } from '../../src/dataset/dataset.ts';
import { createRandom } from '../../src/random/random.ts';
import type { DatasetSource } from '../../src/scenario/dataset/dataset-schema.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-dataset-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const PROMPT = { user: '{{ question }}', maxTokens: 200 };

function load(
  name: string,
  content: string | Uint8Array,
  options: Partial<DatasetSource> = {},
  prompt: Parameters<typeof loadDataset>[1] = PROMPT,
): Promise<Dataset> {
  const file = join(folder, name);
  writeFileSync(file, content);
  return loadDataset(source(file, options), prompt, { random: createRandom(1, 'order') });
}

function source(file: string, options: Partial<DatasetSource> = {}): DatasetSource {
  const format = file.endsWith('.csv') ? 'csv' : 'jsonl';
  return {
    file,
    format,
    order: 'sequential',
    redact: [],
    skipBadRows: false,
    columns: {},
    ...options,
  };
}

/** The message without the folder, which differs in each run. */
async function complaint(loading: Promise<Dataset>): Promise<string> {
  const error: unknown = await loading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ name: 'Problem' });
  return error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : '';
}

describe('dataset', () => {
  it('a dataset reads CSV and JSONL of the same rows into the same queries', async () => {
    const csv = await load(
      'same.csv',
      'id,question,reference,tenant,maxTokens,answerable\na,"What, ""now""?",Yes.,acme,50,true\nb,Why?,,acme,,false\n',
    );
    const jsonl = await load(
      'same.jsonl',
      `{"id":"a","question":"What, \\"now\\"?","reference":"Yes.","tenant":"acme","maxTokens":50,"answerable":true}
       {"id":"b","question":"Why?","reference":null,"tenant":"acme","answerable":false}`,
    );
    const withoutRow = ({ queries }: Dataset) => queries.map((query) => ({ ...query, row: {} }));
    expect(withoutRow(csv)).toEqual(withoutRow(jsonl));
    expect(withoutRow(csv)).toEqual([
      {
        id: 'a',
        messages: [{ role: 'user', text: 'What, "now"?' }],
        maxTokens: 50,
        context: [],
        tags: {},
        row: {},
        question: 'What, "now"?',
        reference: 'Yes.',
        answerable: true,
        tenant: 'acme',
      },
      {
        id: 'b',
        messages: [{ role: 'user', text: 'Why?' }],
        maxTokens: 200,
        context: [],
        tags: {},
        row: {},
        question: 'Why?',
        answerable: false,
        tenant: 'acme',
      },
    ]);
  });

  it('a dataset knows the hash of the file it was read from', async () => {
    const text = 'question\nWhy?\n';
    const { sha256 } = await load('hash.csv', text);
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it.each([
    ['a byte order mark and CRLF in CSV', 'bom.csv', '\uFEFFid,question\r\na,Why?\r\n'],
    ['a byte order mark and CRLF in JSONL', 'bom.jsonl', '\uFEFF{"id":"a","question":"Why?"}\r\n'],
    ['blank lines in CSV', 'blank.csv', '\nid,question\n\na,Why?\n\n'],
    ['blank lines in JSONL', 'blank.jsonl', '\n{"id":"a","question":"Why?"}\n\n'],
  ])('a dataset accepts %s', async (_, name, text) => {
    const { queries } = await load(name, text);
    expect(queries.map(({ id, messages }) => [id, messages[0]?.text])).toEqual([['a', 'Why?']]);
  });

  it('a dataset keeps a line separator inside a JSON text, which does not end the line', async () => {
    const { queries } = await load('u2028.jsonl', '{"question":"one\u2028two"}\n');
    expect(queries[0]?.messages[0]?.text).toBe('one\u2028two');
  });

  it('a dataset names a row without an id by its line', async () => {
    const { queries } = await load('noid.csv', 'question\n"two\nlines"\nlast\n');
    expect(queries.map(({ id }) => id)).toEqual(['row-2', 'row-4']);
  });

  it('a dataset stops at the limit', async () => {
    const { queries } = await load('limit.csv', 'question\na\nb\nc\n', { limit: 2 });
    expect(queries).toHaveLength(2);
  });

  it.each([
    [
      'a JSON line that is cut',
      'cut.jsonl',
      '{"question":"a"}\n{"question":"b"\n',
      'cut.jsonl:2:16: The line is not JSON: the line ends too early: a comma or "}" is missing.',
    ],
    [
      'a JSON line that is a list',
      'list.jsonl',
      '["a"]\n',
      'list.jsonl:1: The line is JSON, but not an object. Write each row as one object on one line: {"id": "q1", "question": "…"}. A file that is one list of objects has the format "json".',
    ],
    [
      'a CSV row that is too short',
      'short.csv',
      'id,question\na,Why?\nb\n',
      'short.csv:3: The row has 1 cell, the header 2 columns. Put double quotes around cells that hold commas or line breaks.',
    ],
    [
      'a CSV row that is too long',
      'long.csv',
      'id,question\na,Why, oh why?\n',
      'long.csv:2: The row has 3 cells, the header 2 columns. Put double quotes around cells that hold commas or line breaks.',
    ],
    [
      'a quote that is never closed',
      'open.csv',
      'id,question\na,"Why?\nb,How?\n',
      'open.csv:2: A quoted cell of this row is never closed. Put double quotes around the whole cell and write each one inside it twice.',
    ],
    [
      'a stray quote',
      'stray.csv',
      'id,question\na,Why "me"?\n',
      'stray.csv:2: A double quote stands where none may: rows after it cannot be told apart. Put double quotes around the whole cell and write each one inside it twice.',
    ],
    [
      'two columns of one name',
      'twice.csv',
      'id,id\n1,2\n',
      'twice.csv:1: Two columns are named "id". Give each column of the first line a name of its own.',
    ],
    [
      'a column without a name',
      'nameless.csv',
      'id,\n1,2\n',
      'nameless.csv:1: Column 2 has no name. Give each column of the first line a name of its own.',
    ],
    [
      'an id used twice',
      'dup.csv',
      'id,question\na,Why?\nb,How?\na,Who?\n',
      'dup.csv:4: The id "a" is already that of line 2. Give each row an id of its own, or leave the column out.',
    ],
    [
      'text that is not UTF-8',
      'latin1.csv',
      Buffer.from('question\ncaf\u00e9\n', 'latin1'),
      'latin1.csv: The file is not UTF-8 text. Save it as UTF-8.',
    ],
    ['an empty file', 'empty.csv', '', 'empty.csv: The dataset has no rows.'],
    ['a lone header', 'header.csv', 'id,question\n', 'header.csv: The dataset has no rows.'],
  ])('a dataset refuses %s', async (_, name, content, message) => {
    expect(await complaint(load(name, content))).toBe(message);
  });

  it('a dataset suggests the nearest file for a missing one', async () => {
    await load('questions.csv', 'question\nWhy?\n');
    const missing = source(join(folder, 'question.csv'));
    const loading = loadDataset(missing, PROMPT, { random: createRandom(1, 'order') });
    expect(await complaint(loading)).toBe(
      'There is no dataset "question.csv". Did you mean "questions.csv"?',
    );
  });

  it('a dataset refuses a folder', async () => {
    const loading = loadDataset(source(folder), PROMPT, { random: createRandom(1, 'order') });
    expect(await complaint(loading)).toMatch(/is a folder\. Name a file in it/);
  });

  it('a dataset with skipBadRows counts malformed rows and does not fail', async () => {
    const text =
      '{"question":"a"}\nnonsense\n{"question":"b","maxTokens":"many"}\n{"question":"c"}\n';
    const dataset = await load('bad.jsonl', text, { skipBadRows: true });
    expect(dataset.queries.map(({ id }) => id)).toEqual(['row-1', 'row-4']);
    expect(dataset.skippedRows).toBe(2);
    expect(dataset.skipped.map(({ place }) => place?.line)).toEqual([2, 3]);
  });

  it('a dataset fails when every row is malformed, even with skipBadRows', async () => {
    const loading = load('hopeless.jsonl', 'x\ny\n', { skipBadRows: true });
    expect(await complaint(loading)).toBe(
      'hopeless.jsonl: All 2 rows are malformed. The first: hopeless.jsonl:1:1: The line is not JSON: a value is missing.',
    );
  });

  it('a dataset fails on a stray quote even with skipBadRows, for later rows cannot be separated', async () => {
    const loading = load('lost.csv', 'question\na"b\nc\n', { skipBadRows: true });
    expect(await complaint(loading)).toContain('cannot be told apart');
  });

  it('a dataset collects the canaries of its rows', async () => {
    const { canaries } = await load(
      'canary.csv',
      'question,tenant,canary\nWhy?,acme,OSPREY-1177\n',
    );
    expect([...(canaries.get('acme') ?? [])]).toEqual(['OSPREY1177']);
  });
});

const TRACE = resolve(
  import.meta.dirname,
  '../../../shared/data/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv',
);

describe.skipIf(!existsSync(TRACE))('the Azure conversation trace (needs ../shared/data)', () => {
  it('the Azure conversation trace loads completely, with its 19,366 requests over 58 minutes', async () => {
    const trace = source(TRACE, { format: 'azure-trace' });
    const { queries } = await loadDataset(trace, PROMPT, { random: createRandom(1, 'order') });
    expect(queries).toHaveLength(19_366);
    expect(queries[0]).toMatchObject({ at: 0, maxTokens: 44 });
    expect(countTokens(queries[0]?.messages[0]?.text ?? '')).toBe(374);
    expect(queries[1]?.at).toBeCloseTo(4314.579, 6);
    expect((queries.at(-1)?.at ?? 0) / 60_000).toBeCloseTo(58, -1);
  });
});

describe('busiest window of a dataset', () => {
  const rows = [0, 5000, 5100, 5200, 9000]
    .map((at) => `{"id":"q${at}","question":"${at}?","at":${at}}\n`)
    .join('');

  it('the busiest window of a dataset has times from its first row', async () => {
    const { queries } = await load('window.jsonl', rows, { busiest: 1000 });
    expect(queries.map(({ id, at }) => [id, at])).toEqual([
      ['q5000', 0],
      ['q5100', 100],
      ['q5200', 200],
    ]);
  });

  it('the busiest window of a dataset cannot be found where no row has a time', async () => {
    const loading = load('timeless.csv', 'question\nWhy?\n', { busiest: 1000 });
    expect(await complaint(loading)).toContain('No row has a time');
  });
});

describe('gzipped dataset', () => {
  it('a gzipped dataset is unzipped by its name, and its digest is of the compressed file', async () => {
    const bytes = gzipSync('{"id":"a","question":"Why?"}\n');
    const { queries, sha256 } = await load('zipped.jsonl.gz', bytes);
    expect(queries.map(({ id }) => id)).toEqual(['a']);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
