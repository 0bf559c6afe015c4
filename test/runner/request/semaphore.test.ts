import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../src/runner/request/semaphore.ts';

/** Work that is done when told, and says when it began. */
function work(begun: string[], name: string) {
  let end: (error?: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  return {
    end,
    start: () => {
      begun.push(name);
      return done;
    },
  };
}

describe('Slots', () => {
  it('start work at once while there is a slot, and the rest in turn', async () => {
    const slots = new Semaphore(2);
    const begun: string[] = [];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => work(begun, name));
    for (const each of [a, b, c, d]) slots.start(each?.start ?? (async () => undefined));
    expect(begun).toEqual(['a', 'b']);
    expect(slots.full).toBe(true);
    b?.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const each of [a, c, d]) each?.end();
    await slots.finished();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    expect(slots.full).toBe(false);
  });

  it('are finished at once when nothing was started', async () => {
    await new Semaphore(1).finished();
  });

  it('reject with the first failure, without waiting for the rest', async () => {
    const slots = new Semaphore(3);
    const begun: string[] = [];
    const [a, b] = [work(begun, 'a'), work(begun, 'b')];
    slots.start(a.start);
    slots.start(b.start);
    const finished = slots.finished();
    b.end(new Error('out of paper'));
    await expect(finished).rejects.toThrow('out of paper');
    a.end();
  });

  it('reject when the failure came before anybody asked', async () => {
    const slots = new Semaphore(1);
    slots.start(() => Promise.reject(new Error('early')));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(slots.finished()).rejects.toThrow('early');
  });
});
