import { describe, expect, it } from 'vitest';
import { metadataFilter, passes } from '../../../src/emulator/bedrock/metadata-filter.ts';

const METADATA = { tenant: 'acme', year: 2026, tags: ['refunds', 'shoes'], open: true };

function admits(filter: unknown): boolean {
  return passes(metadataFilter.parse(filter), METADATA);
}

const of = (operator: string, key: string, value: unknown) => ({ [operator]: { key, value } });

describe('a filter of a knowledge base', () => {
  it.each([
    [of('equals', 'tenant', 'acme'), true],
    [of('equals', 'tenant', 'globex'), false],
    [of('equals', 'open', true), true],
    [of('notEquals', 'tenant', 'acme'), false],
    [of('notEquals', 'tenant', 'globex'), true],
    [of('greaterThan', 'year', 2025), true],
    [of('greaterThan', 'year', 2026), false],
    [of('greaterThanOrEquals', 'year', 2026), true],
    [of('lessThan', 'year', 2026), false],
    [of('lessThanOrEquals', 'year', 2026), true],
    [of('lessThan', 'tenant', 1), false],
    [of('greaterThan', 'missing', 1), false],
    [of('in', 'tenant', ['acme', 'globex']), true],
    [of('in', 'tenant', ['globex']), false],
    [of('notIn', 'tenant', ['globex']), true],
    [of('notIn', 'tenant', ['acme']), false],
    [of('startsWith', 'tenant', 'ac'), true],
    [of('startsWith', 'tenant', 'gl'), false],
    [of('startsWith', 'year', '2'), false],
    [of('stringContains', 'tenant', 'cm'), true],
    [of('stringContains', 'tenant', 'x'), false],
    [of('listContains', 'tags', 'shoes'), true],
    [of('listContains', 'tags', 'hats'), false],
    [of('listContains', 'tenant', 'acme'), false],
    [{ andAll: [of('equals', 'tenant', 'acme'), of('greaterThan', 'year', 2025)] }, true],
    [{ andAll: [of('equals', 'tenant', 'acme'), of('greaterThan', 'year', 2026)] }, false],
    [{ orAll: [of('equals', 'tenant', 'globex'), of('equals', 'open', true)] }, true],
    [{ orAll: [of('equals', 'tenant', 'globex'), of('equals', 'open', false)] }, false],
  ])('%j admits: %s', (filter, admitted) => {
    expect(admits(filter)).toBe(admitted);
  });

  it.each([
    [of('matches', 'tenant', 'acme')],
    [{ ...of('equals', 'tenant', 'acme'), ...of('in', 'tenant', ['globex']) }],
    [{ andAll: [of('equals', 'tenant', 'acme')] }],
    [of('greaterThan', 'year', '2025')],
    [{}],
  ])('%j is refused, never ignored', (filter) => {
    expect(metadataFilter.safeParse(filter).success).toBe(false);
  });
});
