import { describe, expect, it } from 'vitest';
import { countAt, fieldPath, listAt, textAt } from '../../../src/target/json/field-path.ts';

describe('fieldPath', () => {
  it.each([
    ['a', { a: 1 }, 1],
    ['a.b.0.c', { a: { b: [{ c: 'x' }] } }, 'x'],
    ['amazon-bedrock.n', { 'amazon-bedrock': { n: 2 } }, 2],
    ['a.b', { a: null }, undefined],
    ['a', { a: null }, undefined],
    ['a.1', { a: ['x'] }, undefined],
    ['toString', {}, undefined],
    ['length', 'text', undefined],
  ])('fieldPath finds %s in %j', (path, json, value) => {
    expect(fieldPath(path)(json)).toBe(value);
  });

  it('a typed path is undefined for a value of another type', () => {
    expect(textAt('a')({ a: 1 })).toBeUndefined();
    expect(countAt('a')({ a: '1' })).toBeUndefined();
    expect(listAt('a')({ a: {} })).toEqual([]);
  });
});
