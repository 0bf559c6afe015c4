import { describe, expect, it } from 'vitest';
import { createDocumentIndex, type Passage } from '../../../src/emulator/prompt/knowledge-base.ts';

const TEXTS = [
  'Refunds are paid within 14 days of the return.',
  'Parcels are delivered within two days. A refund is not a delivery.',
  'Shoes are sold in blue.',
];
const passages = TEXTS.map((text, n): Passage => ({
  text,
  source: `s3://b/${n}`,
  metadata: { tenant: n < 2 ? 'acme' : 'zeta' },
}));
const base = createDocumentIndex(passages);
const all = { results: 5, admits: () => true };

describe('a knowledge base', () => {
  it('a document index returns passages that share words with the query, best first', () => {
    const found = base.retrieve('When are refunds paid?', all);
    expect(found.map(({ source }) => source)).toEqual(['s3://b/0', 's3://b/1']);
    expect(found[0]?.score).toBe(1);
    expect(found[1]?.score).toBeLessThan(1);
  });

  it('a document index returns at most the requested number of passages', () => {
    expect(base.retrieve('refund', { ...all, results: 1 })).toHaveLength(1);
  });

  it('a document index returns only passages that the filter admits', () => {
    const admits = ({ tenant }: Passage['metadata']): boolean => tenant === 'zeta';
    expect(base.retrieve('refund shoes', { ...all, admits })).toMatchObject([
      { source: 's3://b/2' },
    ]);
  });

  it('a document index returns nothing for unknown words or an empty query', () => {
    expect(base.retrieve('zebra', all)).toEqual([]);
    expect(base.retrieve('the of and', all)).toEqual([]);
    expect(createDocumentIndex([]).retrieve('refund', all)).toEqual([]);
  });
});
