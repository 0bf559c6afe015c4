import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createLeash } from '../../src/sample/leash.ts';

describe('createLeash', () => {
  it('is aborted with the first of its leaders, for the same reason', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const leash = createLeash(one.signal, two.signal);
    expect(leash.signal.aborted).toBe(false);
    two.abort('cut');
    one.abort('late');
    expect(leash.signal.reason).toBe('cut');
  });

  it('is aborted from the start behind a leader that was', () => {
    const { signal } = createLeash(new AbortController().signal, AbortSignal.abort('end'));
    expect(signal.reason).toBe('end');
  });

  it('leaves its leaders alone when it is aborted itself', () => {
    const leader = new AbortController();
    const leash = createLeash(leader.signal);
    leash.abort('timeout');
    expect(leash.signal.reason).toBe('timeout');
    expect(leader.signal.aborted).toBe(false);
  });

  it('follows no more once it is let go, and leaves nothing behind', () => {
    const leader = new AbortController();
    const leash = createLeash(leader.signal);
    leash.release();
    expect(getEventListeners(leader.signal, 'abort')).toHaveLength(0);
    leader.abort('cut');
    expect(leash.signal.aborted).toBe(false);
  });
});
