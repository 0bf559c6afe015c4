import { describe, expect, it } from 'vitest';
import {
  isOutOfFiles,
  openFileLimit,
  outOfFiles,
  refuseNoFiles,
} from '../../src/process/out-of-files.ts';

describe('the limit on open files', () => {
  it('is unknown where the system does not tell it', () => {
    expect(openFileLimit('/nowhere/limits')).toBeUndefined();
    expect(() => refuseNoFiles(undefined)).not.toThrow();
  });

  it('is refused below what loading the modules takes', () => {
    expect(() => refuseNoFiles(255)).toThrow('may open 255 files (ulimit -n)');
    expect(() => refuseNoFiles(256)).not.toThrow();
  });

  it('is named where it was met', () => {
    const error = Object.assign(new Error('EMFILE: too many open files, open x.js'), {
      code: 'EMFILE',
    });
    expect(isOutOfFiles(error)).toBe(true);
    expect(isOutOfFiles(outOfFiles(error, 64))).toBe(false);
    expect(isOutOfFiles(new Error('ENOENT: no such file'))).toBe(false);
    expect(outOfFiles(error, 64).message).toMatch(/no file left of the 64 it may open .*x\.js/);
  });
});
