import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHttpDate } from '../../../src/target/http/http-date.ts';
import { retryAfterOf } from '../../../src/target/http/retry-after.ts';

const NOW = Date.UTC(2027, 2, 9, 23, 59, 58);
const wait = (headers: Readonly<Record<string, string>>) =>
  retryAfterOf({ status: 429, headers }, () => NOW);

describe('retryAfterOf', () => {
  it.each([
    [{}, undefined],
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '2', 'retry-after-ms': '1350' }, 1350],
    [{ 'retry-after': 'Wed, 10 Mar 2027 00:00:03 GMT' }, 5000],
    [{ 'retry-after': 'Wednesday, 10-Mar-27 00:00:03 GMT' }, 5000],
    [{ 'retry-after': 'Wed Mar 10 00:00:03 2027' }, 5000],
    [{ 'retry-after': 'Sat Apr  3 00:00:00 2027' }, 24 * 86_400_000 + 2000],
    [{ 'retry-after': 'Wed, 10 Mar 2027 00:00:03 GMT', 'retry-after-ms': '70' }, 70],
  ])('the wait of %j is %s ms', (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });

  it.each([
    // the date of the refusal, the date to wait for, ms
    ['Tue, 09 Mar 2027 20:00:00 GMT', 'Tue, 09 Mar 2027 20:00:07 GMT', 7000],
    ['Thu, 11 Mar 2027 08:00:00 GMT', 'Thursday, 11-Mar-27 08:01:00 GMT', 60_000],
    ['yesterday', 'Wed, 10 Mar 2027 00:00:00 GMT', 2000],
  ])('the wait is counted on the clock of the service: %s until %s', (date, after, expected) => {
    expect(wait({ date, 'retry-after': after })).toBe(expected);
  });

  it('the wait for a date in the past is 0', () => {
    expect(wait({ 'retry-after': 'Tue, 09 Mar 2027 23:59:00 GMT' })).toBe(0);
  });
});

describe('readHttpDate', () => {
  it.each([
    'Wed, 31 Feb 2027 00:00:00 GMT',
    'Wed, 10 Mrz 2027 00:00:00 GMT',
    'Wed, 10 Mar 2027 24:00:00 GMT',
    'Wed, 10 Mar 2027 00:61:00 GMT',
    'Wed, 10 Mar 2027 00:00:00 CET',
    'Wed, 10 Mar 27 00:00:00 GMT',
    '2027-03-10T00:00:00Z',
    '',
  ])('"%s" is not an HTTP date', (text) => {
    expect(readHttpDate(text, NOW)).toBeUndefined();
  });

  it('a two-digit year more than 50 years ahead is one of the last century', () => {
    expect(readHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW)).toBe(
      Date.UTC(1994, 10, 6, 8, 49, 37),
    );
    expect(readHttpDate('Tuesday, 01-Jan-77 00:00:00 GMT', NOW)).toBe(Date.UTC(2077, 0, 1));
  });

  it('every second that JavaScript writes as an HTTP date is read back', () => {
    const seconds = integer({ min: 0, max: 4_102_444_800 });
    assert(
      property(seconds, (second) => {
        expect(readHttpDate(new Date(second * 1000).toUTCString(), NOW)).toBe(second * 1000);
      }),
    );
  });
});
