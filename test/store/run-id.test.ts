import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunId } from '../../src/store/run-id.ts';

const START = new Date('2026-11-23T14:15:30.250Z');

describe('run id', () => {
  it.each([
    ['customer-support', '20261123-141530-customer-support-1f3c'],
    ['Crème: 50 % more!', '20261123-141530-creme-50-more-1f3c'],
    ['../../etc/passwd', '20261123-141530-etc-passwd-1f3c'],
    ['質問', '20261123-141530-run-1f3c'],
  ])('a run id of %j is %s', (name, id) => {
    expect(createRunId(START, name, () => 0x1f3c / 0x10000)).toBe(id);
  });

  it('a run id sorts by start time and is safe as a file name, for any scenario name', () => {
    const time = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, fc.string({ unit: 'binary' }), (a, b, name) => {
        const [first, second] = [a, b].map((start) => createRunId(start, name, () => 0.5));
        expect(first).toMatch(/^\d{8}-\d{6}-[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?-[0-9a-f]{4}$/);
        if (a.getTime() - b.getTime() >= 1000) expect((first ?? '') > (second ?? '')).toBe(true);
      }),
    );
  });
});
