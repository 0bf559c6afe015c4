import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome } from '../../../src/sample/outcome.ts';
import type { Barrier } from '../../../src/sample/sample.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { type RetryLoop, withRetries } from '../../../src/target/retry/with-retries.ts';
import { FakeClock } from '../../../src/time/fake-clock.ts';

const POLICY = { maxAttempts: 3, base: 1000, cap: 20_000 };

/** Returns when each attempt was sent, for a script of replies whose last one repeats. */
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

  it.each(OUTCOMES)('%s is retried only if a retry may help', async (outcome) => {
    const { sent } = await attemptsOf([{ outcome }]);
    expect(sent).toHaveLength(transient.includes(outcome) ? 3 : 1);
  });

  it.each(['certificate', 'tls', 'proxy', 'sockets'] as const satisfies readonly Barrier[])(
    'a request that our own %s kept from the service is not retried',
    async (barrier) => {
      const error = { name: 'Error', message: '', barrier };
      expect((await attemptsOf([{ outcome: 'unreachable', error }])).sent).toHaveLength(1);
    },
  );

  it('a retry waits for the Retry-After and then a back-off whose bound doubles', async () => {
    const { sent, outcomes } = await attemptsOf([throttled(7000), throttled(), {}]);
    expect(sent).toEqual([0, 7500, 8500]);
    expect(outcomes).toEqual(['throttled', 'throttled', 'ok']);
  });

  it('neither a Retry-After nor a back-off is longer than the cap', async () => {
    expect((await attemptsOf([throttled(20_000), {}])).sent).toEqual([0, 20_500]);
    expect((await attemptsOf([throttled(20_001), {}])).sent).toEqual([0]);
    const policy = { maxAttempts: 4, base: 1000, cap: 1500 };
    expect((await attemptsOf([throttled()], { policy })).sent).toEqual([0, 500, 1250, 2000]);
  });

  it('retries end without permission, without budget and without room for an attempt', async () => {
    expect((await attemptsOf([throttled()], { mayRetry: () => false })).sent).toEqual([0]);
    expect((await attemptsOf([throttled()], { hasRoom: () => false })).sent).toEqual([0]);
    const none = await attemptsOf([], { attempt: () => Promise.resolve(undefined) });
    expect(none.outcomes).toEqual([]);
  });

  it('the spend cap is checked before the wait, for the wait and the next attempt', async () => {
    const clock = new FakeClock();
    const checks: (readonly [number, number])[] = [];
    const hasRoom = (_: Reply, wait: number): boolean => checks.push([clock.now(), wait]) > 0;
    await attemptsOf([throttled(7000), {}], { clock, hasRoom });
    expect(checks).toEqual([[0, 7500]]);
  });

  it('the retry budget is checked only if an attempt would be repeated', async () => {
    let checks = 0;
    const mayRetry = (): boolean => ++checks > 0;
    await attemptsOf([{ outcome: 'refused_request' }], { mayRetry });
    await attemptsOf([throttled(30_000)], { mayRetry });
    expect(checks).toBe(0);
    await attemptsOf([throttled()], { mayRetry });
    expect(checks).toBe(2);
  });

  it('retries end in the middle of a wait when aborted', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    clock.timer(300, () => stop.abort());
    const options = { clock, signal: stop.signal };
    const { outcomes } = await attemptsOf([throttled()], options);
    expect(outcomes).toEqual(['throttled']);
    expect(clock.now()).toBe(300);
  });
});
