import { describe, expect, it } from 'vitest';
import { warmUpClient } from '../../../src/runner/calibration/jit-warm-up.ts';
import { specOf } from '../../../src/runner/calibration/protocol.ts';
import { systemClock } from '../../../src/time/clock.ts';

describe('warmUpClient', () => {
  it('speaks one protocol as well as several', async () => {
    await warmUpClient({ only: specOf('sse') }, systemClock);
  });

  it('asks nobody but its own metronome, and leaves no socket open', async () => {
    const targets = {
      stream: specOf('converse-stream'),
      // Nobody listens there: whoever asked would hear of it.
      whole: { ...specOf('json'), url: 'http://127.0.0.1:1/v1' },
    };
    await warmUpClient(targets, systemClock);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const open = process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
    expect(open).toEqual([]);
  });

  it('is not repeated for a protocol that this process was warmed up over', async () => {
    const targets = { only: specOf('invoke-stream') };
    await warmUpClient(targets, systemClock);
    let reads = 0;
    const clock = { ...systemClock, now: () => (reads++, systemClock.now()) };
    await warmUpClient(targets, clock);
    expect(reads).toBe(0);
  });
});
