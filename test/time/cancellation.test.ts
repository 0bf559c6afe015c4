import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createCancellation, onAbort } from '../../src/time/cancellation.ts';

describe('createCancellation', () => {
  it('a cancellation aborts with the first of its leaders, for the same reason', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const cancellation = createCancellation(one.signal, two.signal);
    expect(cancellation.signal.aborted).toBe(false);
    two.abort('cut');
    one.abort('late');
    expect(cancellation.signal.reason).toBe('cut');
  });

  it('a cancellation starts aborted if a leader has aborted', () => {
    const { signal } = createCancellation(new AbortController().signal, AbortSignal.abort('end'));
    expect(signal.reason).toBe('end');
  });

  it('a cancellation does not abort its leaders', () => {
    const leader = new AbortController();
    const cancellation = createCancellation(leader.signal);
    cancellation.abort('timeout');
    expect(cancellation.signal.reason).toBe('timeout');
    expect(leader.signal.aborted).toBe(false);
  });

  it('a cancellation can lead another, and aborts once', () => {
    const leader = createCancellation();
    const cancellation = createCancellation(leader.signal);
    const reasons: unknown[] = [];
    onAbort(cancellation.signal, (reason) => reasons.push(reason));
    leader.abort('timeout');
    leader.abort('late');
    cancellation.abort('later');
    expect(reasons).toEqual(['timeout']);
    expect(cancellation.signal).toMatchObject({ aborted: true, reason: 'timeout' });
  });

  it('a released cancellation no longer follows', () => {
    const leader = new AbortController();
    const [one, two, three] = [1, 2, 3].map(() => createCancellation(leader.signal));
    one?.release();
    one?.release();
    three?.release();
    leader.abort('cut');
    expect([one, two, three].map((cancellation) => cancellation?.signal.aborted)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('cancellations share one listener on their leader', () => {
    const leader = new AbortController();
    for (let n = 0; n < 100; n++) createCancellation(leader.signal).release();
    expect(getEventListeners(leader.signal, 'abort')).toHaveLength(1);
  });
});

describe('onAbort', () => {
  it('onAbort acts at once on a signal that has aborted', () => {
    const reasons: unknown[] = [];
    onAbort(AbortSignal.abort('end'), (reason) => reasons.push(reason));
    expect(reasons).toEqual(['end']);
  });

  it('onAbort calls all followers, even if one is removed meanwhile', () => {
    const leader = new AbortController();
    const called: string[] = [];
    const leave = onAbort(leader.signal, () => called.push('first'));
    onAbort(leader.signal, () => {
      called.push('second');
      leave();
    });
    onAbort(leader.signal, () => called.push('third'));
    leader.abort();
    expect(called).toEqual(['first', 'second', 'third']);
  });
});
