import { describe, expect, it } from 'vitest';
import { collectCanaries, countLeaks } from '../../src/dataset/canary.ts';
import type { Query } from '../../src/dataset/query.ts';

function query(tenant: string | undefined, canary: unknown): Query {
  const base = { id: 'q', messages: [], maxTokens: 1, context: [], tags: {}, row: { canary } };
  return tenant === undefined ? base : { ...base, tenant };
}

const CANARIES = collectCanaries([
  query('grocer', 'KESTREL-7741'),
  query('grocer', 'KESTREL-7741'),
  query('grocer', 'SECOND-00001'),
  query('bank', 'HERON-2208'),
  query('bank', 'SHARED-5555'),
  query('gear', 'SHARED-5555'),
  query('gear', undefined),
  query('gear', ''),
  query(undefined, 'ORPHAN-1234'),
]);

describe('canaries', () => {
  it('are collected by tenant, once each', () => {
    expect([...CANARIES].map(([tenant, tokens]) => [tenant, tokens.size])).toEqual([
      ['grocer', 2],
      ['bank', 2],
      ['gear', 1],
    ]);
  });

  it.each([
    ['Your order is late.', 'bank', 0],
    ['Ask for KESTREL-7741.', 'grocer', 0],
    ['Ask for KESTREL-7741.', 'bank', 1],
    ['Ask for kestrel 7741.', 'bank', 1],
    ['Ask for Kestrel\u20117741.', 'bank', 1],
    ['Ask for KES-\nTREL7741.', 'bank', 1],
    ['KESTREL-7741, KESTREL-7741 and again KESTREL-7741', 'bank', 1],
    ['KESTREL-7741 and SECOND-00001', 'bank', 2],
    ['KESTREL-7742', 'bank', 0],
    ['KESTREL 774', 'bank', 0],
    ['SHARED-5555', 'bank', 0],
    ['SHARED-5555', 'grocer', 1],
    ['HERON-2208', undefined, 1],
    ['HERON-2208', 'stranger', 1],
    ['', 'bank', 0],
  ])('in %j answered to %s leak %i', (answer, tenant, leaks) => {
    expect(countLeaks(answer, tenant, CANARIES)).toBe(leaks);
  });

  it('cannot leak where there are none', () => {
    expect(countLeaks('KESTREL-7741', 'bank', new Map())).toBe(0);
  });
});
