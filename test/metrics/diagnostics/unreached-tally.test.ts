import { describe, expect, it } from 'vitest';
import { UnreachedTally } from '../../../src/metrics/diagnostics/unreached-tally.ts';
import type { Barrier } from '../../../src/sample/sample.ts';
import { dropped, failedWith, sampleOf } from '../sample-stub.ts';

const unreached = (barrier: Barrier, name: string, target = 'haiku') =>
  failedWith('unreachable', { target, error: { name, message: '', barrier } });

describe('tally of what was not reached', () => {
  it('an unreached tally counts by target and barrier, of all arrivals sent, highest first', () => {
    const tally = new UnreachedTally();
    tally.add(sampleOf());
    tally.add(sampleOf({ target: 'nova' }));
    tally.add(failedWith('server_error', { error: { name: 'ECONNRESET', message: '' } }));
    tally.add(unreached('dns', 'EAI_AGAIN'));
    tally.add(unreached('sockets', 'EMFILE', 'nova'));
    tally.add(unreached('sockets', 'ENFILE', 'nova'));
    tally.add(unreached('refused', 'ECONNREFUSED', 'nova'));
    tally.add(dropped());
    tally.add({ ...unreached('dns', 'ENOTFOUND'), phase: 'warmup' });
    expect(tally.unreached()).toEqual([
      { target: 'nova', barrier: 'sockets', name: 'EMFILE', count: 2, of: 4 },
      { target: 'haiku', barrier: 'dns', name: 'EAI_AGAIN', count: 1, of: 3 },
      { target: 'nova', barrier: 'refused', name: 'ECONNREFUSED', count: 1, of: 4 },
    ]);
  });
});
