import { describe, expect, it } from 'vitest';
import { collectCanaries, normalised, searchCanaries } from '../../src/dataset/canary.ts';
import type { Query } from '../../src/dataset/query/query.ts';
import { textCell } from '../../src/dataset/rows/cell.ts';

function query(tenant: string | undefined, canary: unknown): Query {
  const base = { id: 'q', messages: [], maxTokens: 1, context: [], tags: {}, row: {} };
  const text = textCell({ place: { file: 'q.jsonl', line: 1 }, fields: { canary } }, 'canary');
  return {
    ...base,
    ...(tenant === undefined ? {} : { tenant }),
    ...(text === undefined ? {} : { canary: text }),
  };
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
  it('canaries are collected by tenant, once each', () => {
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
    ['Ask for \uff2b\uff25\uff33\uff34\uff32\uff25\uff2c-\uff17\uff17\uff14\uff11.', 'bank', 1],
    ['Ask for KES\u200bTREL\u2060-77\ufeff41.', 'bank', 1],
    ['Ask for **KESTREL**-7741.', 'bank', 1],
    ['Ask for KESTREL \u2212 7741.', 'bank', 1],
  ])('canaries in %j answered to %s leak %i', (answer, tenant, leaks) => {
    expect(searchCanaries(answer, tenant, CANARIES).leaks).toBe(leaks);
  });

  it('canaries are texts, numbers and booleans, in any print of a number', () => {
    const canaries = collectCanaries([query('bank', 77_410_035), query('gear', false)]);
    expect([...canaries].map(([tenant, tokens]) => [tenant, tokens.size])).toEqual([
      ['bank', 1],
      ['gear', 1],
    ]);
    for (const spelt of ['77410035', '77,410,035', '77.410.035', '77 410 035', '7741-0035']) {
      expect(searchCanaries(`Account ${spelt}.`, 'gear', canaries).leaks).toBe(1);
    }
    expect(searchCanaries('Account 77,410,036.', 'gear', canaries).leaks).toBe(0);
  });

  it.each([
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ﬁle ①', 'FILE1'],
    ['a\u00adb', 'A B'],
    ['𝐤𝐞𝐬𝐭𝐫𝐞𝐥', 'Kestrel'],
  ])('the canary %s is compared as %s is', (one, other) => {
    expect(normalised(one)).toBe(normalised(other));
  });

  it('canaries distinguish nothing to search for from nothing found', () => {
    expect(searchCanaries('KESTREL-7741', 'bank', new Map())).toEqual({});
    expect(searchCanaries(' \n', 'bank', CANARIES)).toEqual({});
    const one = collectCanaries([query('bank', 'HERON-2208')]);
    expect(searchCanaries('A heron.', 'bank', one)).toEqual({ own: 0 });
    expect(searchCanaries('A heron.', 'gear', one)).toEqual({ leaks: 0 });
  });

  it('canaries of the requesting tenant are counted separately, as proof that they can be found', () => {
    const found = searchCanaries('HERON-2208 and KESTREL-7741', 'bank', CANARIES);
    expect(found).toEqual({ leaks: 1, own: 1 });
  });
});
