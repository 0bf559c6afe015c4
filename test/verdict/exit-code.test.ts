import { describe, expect, it } from 'vitest';
import { exitCode, type RunVerdict } from '../../src/verdict/exit-code.ts';

const passed: RunVerdict = {
  verdict: 'pass',
  validity: 'valid',
  targets: [{ thresholds: ['latency'] }],
  requireValid: false,
};

describe('the exit code', () => {
  it.each<[Partial<RunVerdict>, number]>([
    [{}, 0],
    [{ verdict: 'fail' }, 99],
    [{ verdict: 'no-data' }, 99],
    [{ verdict: 'inconclusive' }, 97],
    [{ verdict: 'inconclusive', targets: [{ thresholds: [] }] }, 0],
    [{ validity: 'suspect' }, 0],
    [{ validity: 'suspect', requireValid: true }, 98],
    [{ validity: 'suspect', verdict: 'fail' }, 99],
    [{ validity: 'invalid' }, 98],
    [{ validity: 'invalid', verdict: 'fail' }, 98],
    [{ requireValid: true }, 0],
    [{ stopped: 'signal' }, 105],
    [{ stopped: 'signal', verdict: 'fail', validity: 'invalid' }, 105],
    [{ stopped: 'budget', verdict: 'inconclusive' }, 96],
    [{ stopped: 'threshold', verdict: 'fail' }, 108],
    [{ stopped: 'lost', verdict: 'inconclusive', validity: 'invalid' }, 99],
    [{ stopped: 'lost' }, 99],
  ])('of %o is %d', (end, code) => {
    expect(exitCode({ ...passed, ...end })).toBe(code);
  });
});
