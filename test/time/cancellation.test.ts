import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createCancellation, onAbort } from '../../src/time/cancellation.ts';

describe('createLeash', () => {
  it('is aborted with the first of its leaders, for the same reason', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const cancellation = createCancellation(one.signal, two.signal);
    expect(cancellation.signal.aborted).toBe(false);
    two.abort('cut');
    one.abort('late');
    expect(cancellation.signal.reason).toBe('cut');
  });

  it('is aborted from the start behind a leader that was', () => {
    const { signal } = createCancellation(new AbortController().signal, AbortSignal.abort('end'));
    expect(signal.reason).toBe('end');
  });

  it('leaves its leaders alone when it is aborted itself', () => {
    const leader = new AbortController();
    const cancellation = createCancellation(leader.signal);
    cancellation.abort('timeout');
    expect(cancellation.signal.reason).toBe('timeout');
    expect(leader.signal.aborted).toBe(false);
  });

  it('leads as it follows, and is aborted once', () => {
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

  it('follows no more once it is let go', () => {
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

  it('leaves one listener behind, however many followed', () => {
    const leader = new AbortController();
    for (let n = 0; n < 100; n++) createCancellation(leader.signal).release();
    expect(getEventListeners(leader.signal, 'abort')).toHaveLength(1);
  });
});

describe('onAbort', () => {
  it('acts at once on a signal that has aborted', () => {
    const reasons: unknown[] = [];
    onAbort(AbortSignal.abort('end'), (reason) => reasons.push(reason));
    expect(reasons).toEqual(['end']);
  });

  it('tells all followers, also when one of them leaves on hearing it', () => {
    const leader = new AbortController();
    const heard: string[] = [];
    const leave = onAbort(leader.signal, () => heard.push('first'));
    onAbort(leader.signal, () => {
      heard.push('second');
      leave();
    });
    onAbort(leader.signal, () => heard.push('third'));
    leader.abort();
    expect(heard).toEqual(['first', 'second', 'third']);
  });
});
