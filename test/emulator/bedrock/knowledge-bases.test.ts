import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKnowledgeBases } from '../../../src/emulator/bedrock/knowledge-bases.ts';

const root = mkdtempSync(join(tmpdir(), 'proofload-library-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(root, name);
  writeFileSync(file, text);
  return file;
}

function found(settings: { folder?: string; dataset?: string }, query: string) {
  const base = loadKnowledgeBases({ KB: settings }).get('KB');
  return base?.retrieve(query, { results: 9, admits: () => true }) ?? [];
}

describe('the loader of knowledge bases', () => {
  it('a knowledge base has the paragraphs of a folder, with the metadata files of its documents', () => {
    mkdirSync(join(root, 'docs'));
    write('docs/a.md', 'Refunds take days.\n\n\nShoes are blue.\n');
    write('docs/a.md.metadata.json', '{"metadataAttributes":{"tenant":"acme"}}');
    write('docs/b.txt', 'Refunds are rare.');
    write('docs/c.pdf', 'Refunds of bytes.');
    const passages = found({ folder: join(root, 'docs') }, 'refund');
    expect(passages.map(({ text, source, metadata }) => ({ text, source, metadata }))).toEqual(
      expect.arrayContaining([
        { text: 'Refunds take days.', source: 's3://emulated/a.md', metadata: { tenant: 'acme' } },
        { text: 'Refunds are rare.', source: 's3://emulated/b.txt', metadata: {} },
      ]),
    );
    expect(passages).toHaveLength(2);
  });

  it('a knowledge base has each context of a dataset once per tenant, with the tenant as metadata', () => {
    const rows = [
      { id: 'q1', tenant: 'acme', context: ['Refunds take days.', 'Shoes are blue.'] },
      { id: 'q2', tenant: 'acme', context: ['Refunds take days.'] },
      { id: 'q3', tenant: 'zeta', context: 'Refunds take days.' },
      { id: 'q4' },
    ];
    const dataset = write('rows.jsonl', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    expect(found({ dataset }, 'refund').map(({ metadata }) => metadata)).toEqual([
      { tenant: 'acme' },
      { tenant: 'zeta' },
    ]);
  });

  it.each<[string, { folder?: string; dataset?: string }, RegExp]>([
    ['nothing at all', {}, /"KB" has no passages\. Give it a folder/],
    ['a folder that is missing', { folder: join(root, 'nowhere') }, /cannot be read/],
    [
      'a torn row',
      { dataset: write('torn.jsonl', '{"context":["A."]}\n{"id"') },
      /torn.jsonl:2: This is not JSON/,
    ],
  ])('a knowledge base is refused for %s', (_, settings, message) => {
    expect(() => loadKnowledgeBases({ KB: settings })).toThrow(message);
  });
});
