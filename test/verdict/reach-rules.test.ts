import { describe, expect, it } from 'vitest';
import type { Barrier } from '../../src/sample/sample.ts';
import type { ClientHealth } from '../../src/verdict/client-health.ts';
import { reachRules } from '../../src/verdict/reach-rules.ts';

function findings(barrier: Barrier, count: number, of: number) {
  const unreached = [{ target: 'haiku', barrier, name: 'CODE', count, of }];
  return reachRules({ unreached } as unknown as ClientHealth);
}

describe('arrivals that never reached their target', () => {
  it.each<[Barrier, number, number, string | undefined]>([
    ['dns', 1000, 1000, 'invalid'],
    ['dns', 11, 1000, 'invalid'],
    ['dns', 10, 1000, 'suspect'],
    ['dns', 2, 1000, 'suspect'],
    ['dns', 1, 1000, undefined],
    ['certificate', 11, 1000, 'invalid'],
    ['tls', 11, 1000, 'invalid'],
    ['proxy', 11, 1000, 'invalid'],
    ['sockets', 11, 1000, 'invalid'],
    ['network', 1000, 1000, 'suspect'],
    ['network', 1, 1000, undefined],
    // The service may be down: that is a result.
    ['refused', 1000, 1000, undefined],
  ])('for %s, %s of %s, make it %s', (barrier, count, of, validity) => {
    expect(findings(barrier, count, of).map((finding) => finding.validity)).toEqual(
      validity === undefined ? [] : [validity],
    );
  });

  it('are told with figures, the code, whose they are and a remedy', () => {
    expect(findings('sockets', 300, 1000)[0]?.reason).toBe(
      '300 of 1,000 requests to haiku never reached it: the load generator had no more file ' +
        'descriptors or ports (CODE). Such failures are the test bed’s and tell nothing of the ' +
        'service; raise ulimit -n, or spread the load over more machines.',
    );
  });

  it('are none where every one did', () => {
    expect(reachRules({} as ClientHealth)).toEqual([]);
  });
});
