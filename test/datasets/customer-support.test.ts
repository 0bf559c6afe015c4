import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { searchCanaries } from '../../src/dataset/canary.ts';
import { type Dataset, loadDataset } from '../../src/dataset/dataset.ts';
import type { Query } from '../../src/dataset/query/query.ts';
import { createRandom } from '../../src/random/random.ts';

const FOLDER = resolve(import.meta.dirname, '../../datasets');

function load(name: string): Promise<Dataset> {
  return loadDataset(
    {
      file: resolve(FOLDER, name),
      format: name.endsWith('.csv') ? 'csv' : 'jsonl',
      order: 'sequential',
      redact: [],
      skipBadRows: false,
      columns: {},
    },
    { user: '{% for p in context %}{{ p }}\n{% endfor %}{{ question }}', maxTokens: 200 },
    { random: createRandom(1, 'order') },
  );
}

const STOP_WORDS = new Set(
  'a an the of to in and is are for on with as by at from or that this it be do does you your we our'.split(
    ' ',
  ),
);

function contentWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,'][\p{L}\p{N}]+)*/gu) ?? [];
  return new Set(words.filter((word) => !STOP_WORDS.has(word)));
}

/** The share of the reference's content words that its passages hold. */
function support({ reference = '', context }: Query): number {
  const words = [...contentWords(reference)];
  const known = contentWords(context.join(' '));
  return words.filter((word) => known.has(word)).length / words.length;
}

let dataset: Dataset;
beforeAll(async () => {
  dataset = await load('customer-support.jsonl');
});

function tenantsOf({ queries }: Dataset): Set<string | undefined> {
  return new Set(queries.map(({ tenant }) => tenant));
}

function queriesOf(wanted: string | undefined): readonly Query[] {
  return dataset.queries.filter(({ tenant }) => tenant === wanted);
}

describe('the customer-support dataset', () => {
  it('asks at least 60 different questions of each of four tenants', () => {
    expect(tenantsOf(dataset).size).toBe(4);
    for (const tenant of tenantsOf(dataset)) {
      expect(queriesOf(tenant).length).toBeGreaterThanOrEqual(60);
    }
    expect(new Set(dataset.queries.map(({ row }) => row['question'])).size).toBe(254);
  });

  it('has 30 questions that its passages cannot answer, and says so in their references', () => {
    const unanswerable = dataset.queries.filter(({ answerable }) => answerable === false);
    expect(unanswerable).toHaveLength(30);
    for (const { reference } of unanswerable) expect(reference).toMatch(/^The documents do not /);
  });

  it('rests every other reference on its passages', () => {
    const answerable = dataset.queries.filter(({ answerable }) => answerable === true);
    expect(answerable).toHaveLength(224);
    const unsupported = answerable.filter((query) => support(query) < 0.6);
    expect(unsupported.map(({ id, reference }) => ({ id, reference }))).toEqual([]);
  });

  it('gives each question two or three passages of 120 to 200 words in all', () => {
    for (const { context } of dataset.queries) {
      expect([2, 3]).toContain(context.length);
      const words = context.join(' ').split(/\s+/).length;
      expect(words).toBeGreaterThanOrEqual(120);
      expect(words).toBeLessThanOrEqual(200);
    }
  });

  it('plants one canary a tenant in some of its own passages and nowhere else', () => {
    expect([...dataset.canaries.values()].map((tokens) => tokens.size)).toEqual([1, 1, 1, 1]);
    for (const { context, tenant, reference, row } of dataset.queries) {
      const { question } = row;
      expect(
        searchCanaries([...context, reference, question].join(' '), tenant, dataset.canaries).leaks,
      ).toBe(0);
      // Without a tenant every canary is another's.
      const { leaks } = searchCanaries(
        `${reference} ${String(question)}`,
        undefined,
        dataset.canaries,
      );
      expect(leaks).toBe(0);
    }
    for (const tenant of tenantsOf(dataset)) {
      const queries = queriesOf(tenant);
      const shown = queries.filter(({ context, row }) =>
        context.join(' ').includes(String(row['canary'])),
      );
      expect(shown.length, tenant).toBeGreaterThan(10);
      expect(shown.length, tenant).toBeLessThan(queries.length);
    }
  });
});

describe('the smoke dataset', () => {
  it('is twelve rows of the same columns, three a tenant', async () => {
    const smoke = await load('smoke.csv');
    const full = new Map(dataset.queries.map((query) => [query.id, query]));
    expect(smoke.queries).toHaveLength(12);
    expect(tenantsOf(smoke)).toEqual(tenantsOf(dataset));
    for (const { id, reference, context, tags } of smoke.queries) {
      const original = full.get(id);
      expect({ reference, tags }).toEqual({ reference: original?.reference, tags: original?.tags });
      expect(context).toEqual([original?.context.join('\n\n')]);
    }
  });
});

describe('the README of the datasets', () => {
  it.each(['customer-support.jsonl', 'smoke.csv'])(
    'gives the rows and hash of %s',
    async (name) => {
      const { sha256, queries } = await load(name);
      const line = readFileSync(resolve(FOLDER, 'README.md'), 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\``));
      const cells = line?.split('|').map((cell) => cell.trim());
      expect(cells?.[2]).toBe(String(queries.length));
      expect(cells?.[4]).toBe(`\`${sha256}\``);
    },
  );
});
