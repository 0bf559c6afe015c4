import { describe, expect, it } from 'vitest';
import { FailureTally, MOST_GROUPS } from '../../../src/report/summary/failure-tally.ts';
import type { Outcome } from '../../../src/sample/outcome.ts';
import type { Sample } from '../../../src/sample/sample.ts';

function failure(name: string, outcome: Outcome = 'server_error', due = 0): Sample {
  return {
    index: 0,
    scenario: 's',
    target: 't',
    phase: 'measured',
    queryId: 'q',
    tags: {},
    due,
    stamps: {},
    end: due,
    chunks: 0,
    readsShared: 0,
    outcome,
    error: { name, message: `about ${name} ${'x'.repeat(2000)}` },
    attempts: [],
    tokens: { source: 'unknown' },
  };
}

/** Names of letters alone, each another. */
const nameOf = (n: number): string =>
  `E${String(n).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;

describe('the tally of failures', () => {
  it('lists the most frequent of many names and the others together, and counts all', () => {
    const tally = new FailureTally();
    for (let n = 0; n < 2000; n++)
      tally.add(failure(nameOf(n), n % 2 === 0 ? 'server_error' : 'throttled', n));
    for (let n = 0; n < 5; n++) tally.add(failure('Frequent', 'server_error', 3000));
    const groups = tally.groups();
    expect(groups.length).toBe(MOST_GROUPS + 2);
    expect(groups.slice(-2).map(({ name }) => name)).toEqual(['other', 'other']);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(2005);
    expect(tally.count('server_error') + tally.count('throttled')).toBe(2005);
    expect(tally.count('throttled')).toBe(1000);
    expect(JSON.stringify(groups).length).toBeLessThan(20_000);
  });

  it('lists a frequent name first, even if it occurred after others', () => {
    const tally = new FailureTally();
    for (let n = 0; n < 300; n++) tally.add(failure(nameOf(n)));
    for (let n = 0; n < 9; n++) tally.add(failure('Frequent'));
    expect(tally.groups()[0]).toMatchObject({ name: 'Frequent', count: 9 });
  });

  it.each<[readonly string[], readonly string[]]>([
    [['Timeout after 120 ms', 'Timeout after 341 ms'], ['Timeout after # ms']],
    [['req-12', 'req-12'], ['req-12']],
    [
      ['HTTP 502', 'HTTP 503'],
      ['HTTP 502', 'HTTP 503'],
    ],
    [
      ['1302', '1305'],
      ['1302', '1305'],
    ],
    [
      ['id 123e4567-e89b-12d3-a456-426614174000', 'id 00000000-e89b-12d3-a456-42661417400f'],
      ['id #'],
    ],
    [
      ['ECONNRESET', 'E2BIG'],
      ['ECONNRESET', 'E2BIG'],
    ],
  ])('of %j groups %j', (names, groups) => {
    const tally = new FailureTally();
    for (const name of names) tally.add(failure(name));
    expect(tally.groups().map(({ name }) => name)).toEqual(groups);
  });

  it('counts neither answers nor the warm-up', () => {
    const tally = new FailureTally();
    tally.add({ ...failure('a'), outcome: 'ok' });
    tally.add({ ...failure('a'), phase: 'warmup' });
    expect(tally.groups()).toEqual([]);
    expect(tally.count('server_error')).toBe(0);
  });
});
