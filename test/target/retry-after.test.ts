import { describe, expect, it } from 'vitest';
import { retryAfterOf } from '../../src/target/retry-after.ts';

describe('the wait that a refusal asks for', () => {
  it.each([
    [{}, undefined],
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': '2', 'retry-after-ms': '1350' }, 1350],
  ])('by %j is %s ms', (headers, wait) => {
    expect(retryAfterOf({ status: 429, headers })).toBe(wait);
  });
});
