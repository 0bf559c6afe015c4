import { describe, expect, it } from 'vitest';
import { repeatFlags, type RunVerbOptions } from '../../src/cli/run-flags.ts';

const PLAIN: RunVerbOptions = { workers: 1, out: 'reports', answers: true };

describe('the flags of a repetition', () => {
  it.each<[Partial<RunVerbOptions>, string]>([
    [{}, ''],
    [{ seed: 7, json: true, quiet: true }, ''],
    [{ endpoint: 'live' }, '--endpoint live'],
    [{ endpoint: 'http://me:secret@127.0.0.1:4010' }, '--endpoint http://***@127.0.0.1:4010'],
    [{ workers: 3, answers: false }, '--workers 3 --no-answers'],
    [{ out: 'nightly', requireValid: true }, '--out nightly --require-valid'],
  ])('of %o are "%s"', (options, flags) => {
    expect(repeatFlags({ ...PLAIN, ...options }).join(' ')).toBe(flags);
  });
});
