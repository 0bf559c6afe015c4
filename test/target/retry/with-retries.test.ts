import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome } from '../../../src/sample/outcome.ts';
import type { Barrier } from '../../../src/sample/sample.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { type RetryLoop, withRetries } from '../../../src/target/retry/with-retries.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';

const POLICY = { maxAttempts: 3, base: 1000, cap: 20_000 };

/** When each attempt went out, against replies from a script of which the last one repeats. */
async function attemptsOf(
  script: readonly Partial<Reply>[],
  options: Partial<RetryLoop> & { readonly clock?: FakeClock } = {},
) {
  const clock = options.clock ?? new FakeClock();
  const sent: number[] = [];
  const attempt = (): Promise<Reply> => {
    const line = script[Math.min(sent.length, script.length - 1)];
    sent.push(clock.now());
    return Promise.resolve({
      outcome: 'ok',
      stamps: {},
      end: clock.now(),
      chunks: 1,
      readsShared: 0,
      chunkGaps: [],
      answer: '',
      tokens: { source: 'unknown' },
      ...line,
    });
  };
  const { signal } = new AbortController();
  const loop = { policy: POLICY, clock, random: () => 0.5, signal, attempt, ...options };
  const replies = await clock.runUntil(withRetries(loop));
  return { sent, outcomes: replies.map(({ outcome }) => outcome) };
}

const throttled = (retryAfter?: number): Partial<Reply> => ({
  outcome: 'throttled',
  ...(retryAfter === undefined ? {} : { server: { retryAfter } }),
});

describe('the retry loop', () => {
  const transient: readonly Outcome[] = [
    'throttled',
    'timeout',
    'server_error',
    'unreachable',
    'model_error',
    'incomplete',
  ];

  it.each(OUTCOMES)('after %s sends again only where that may help', async (outcome) => {
    const { sent } = await attemptsOf([{ outcome }]);
    expect(sent).toHaveLength(transient.includes(outcome) ? 3 : 1);
  });

  it.each(['certificate', 'tls', 'proxy', 'sockets'] as const satisfies readonly Barrier[])(
    'sends once where our own %s kept it from the service',
    async (barrier) => {
      const error = { name: 'Error', message: '', barrier };
      expect((await attemptsOf([{ outcome: 'unreachable', error }])).sent).toHaveLength(1);
    },
  );

  it('waits for the Retry-After and then the back-off, whose bound doubles', async () => {
    const { sent, outcomes } = await attemptsOf([throttled(7000), throttled(), {}]);
    expect(sent).toEqual([0, 7500, 8500]);
    expect(outcomes).toEqual(['throttled', 'throttled', 'ok']);
  });

  it('does not wait for longer than its cap: neither a Retry-After nor a back-off', async () => {
    expect((await attemptsOf([throttled(20_000), {}])).sent).toEqual([0, 20_500]);
    expect((await attemptsOf([throttled(20_001), {}])).sent).toEqual([0]);
    const policy = { maxAttempts: 4, base: 1000, cap: 1500 };
    expect((await attemptsOf([throttled()], { policy })).sent).toEqual([0, 500, 1250, 2000]);
  });

  it('ends where no retry is allowed, where none can be paid, and where an attempt has no room', async () => {
    expect((await attemptsOf([throttled()], { mayRetry: () => false })).sent).toEqual([0]);
    expect((await attemptsOf([throttled()], { hasRoom: () => false })).sent).toEqual([0]);
    const none = await attemptsOf([], { attempt: () => Promise.resolve(undefined) });
    expect(none.outcomes).toEqual([]);
  });

  it('asks before the wait whether there is room for the wait and the next attempt', async () => {
    const clock = new FakeClock();
    const asked: (readonly [number, number])[] = [];
    const hasRoom = (_: Reply, wait: number): boolean => asked.push([clock.now(), wait]) > 0;
    await attemptsOf([throttled(7000), {}], { clock, hasRoom });
    expect(asked).toEqual([[0, 7500]]);
  });

  it('asks whether it may retry only after an attempt that is to be repeated', async () => {
    let asked = 0;
    const mayRetry = (): boolean => ++asked > 0;
    await attemptsOf([{ outcome: 'refused_request' }], { mayRetry });
    await attemptsOf([throttled(30_000)], { mayRetry });
    expect(asked).toBe(0);
    await attemptsOf([throttled()], { mayRetry });
    expect(asked).toBe(2);
  });

  it('ends in the middle of a wait when it is stopped', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    clock.timer(300, () => stop.abort());
    const options = { clock, signal: stop.signal };
    const { outcomes } = await attemptsOf([throttled()], options);
    expect(outcomes).toEqual(['throttled']);
    expect(clock.now()).toBe(300);
  });
});
