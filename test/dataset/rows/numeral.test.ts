import {
  array,
  assert,
  bigInt,
  jsonValue,
  property,
  stringMatching,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Numeral, plainNumbers, readJson, writeJson } from '../../../src/dataset/rows/numeral.ts';

describe('readJson', () => {
  it.each([
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551615',
    '1.10',
    '1e21',
    '-0',
    '0.1234567890123456789',
    '1E5',
  ])('readJson keeps the number %s as it was written', (digits) => {
    const text = `{"n":${digits},"list":[${digits},"${digits}"]}`;
    const value = readJson(text) as { n: unknown };
    expect(String(value.n)).toBe(digits);
    expect(Number(value.n)).toBe(Number(digits));
    expect(writeJson(value)).toBe(text);
  });

  it.each(['1', '-7', '1.5', '9007199254740991', '0'])('readJson leaves %s a number', (digits) => {
    expect(readJson(`[${digits}]`)).toEqual([Number(digits)]);
  });

  it('readJson is JSON.parse for every number that JavaScript prints unchanged', () => {
    assert(
      property(jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(writeJson(readJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('readJson keeps every digit of every number, between any texts', () => {
    assert(
      property(
        uniqueArray(bigInt({ min: 2n ** 53n, max: 2n ** 64n }), { minLength: 1, maxLength: 5 }),
        array(stringMatching(/^["\\{}[\],:\d.eE\- a-z]{0,12}$/), { maxLength: 5 }),
        (numbers, texts) => {
          const text = `[${[...texts.map((each) => JSON.stringify(each)), ...numbers].join(',')}]`;
          expect(writeJson(readJson(text))).toBe(text);
        },
      ),
    );
  });

  it('readJson refuses what JSON.parse refuses', () => {
    expect(() => readJson('{"n": 01.10}')).toThrow(SyntaxError);
  });
});

describe('numeral', () => {
  it('a numeral becomes a bigint or a number in plainNumbers', () => {
    const given = { big: new Numeral('9007199254740993'), price: [new Numeral('1.10')], text: '1' };
    expect(plainNumbers(given)).toEqual({ big: 9007199254740993n, price: [1.1], text: '1' });
  });
});
