import { describe, expect, it } from 'vitest';
import { RetryTally } from '../../../src/metrics/diagnostics/retry-tally.ts';
import { dropped, sampleOf } from '../sample-stub.ts';

const once = sampleOf({ tokens: { input: 200, output: 50, source: 'reported' }, costUsd: 1 });

/** A throttle for 100 ms, 900 ms of back-off, a break after 1 s, 500 ms of back-off, an answer in 1 s. */
const thrice = sampleOf({
  due: 0,
  end: 3500,
  attempts: [
    { sent: 0, end: 100, outcome: 'throttled' },
    { sent: 1000, end: 2000, outcome: 'incomplete' },
    { sent: 2500, end: 3500, outcome: 'ok' },
  ],
  tokens: { input: 200, output: 50, source: 'reported' },
  costUsd: 1.5,
});

describe('retry tally', () => {
  it('a retry tally returns nothing where nothing was retried', () => {
    const tally = new RetryTally();
    tally.add(once, 1);
    tally.add(dropped(), 0);
    tally.add({ ...thrice, phase: 'warmup' }, 1);
    expect(tally.retries()).toBeUndefined();
  });

  it('a retry tally relates requests, time, tokens and cost to the last attempts alone', () => {
    const tally = new RetryTally();
    tally.add(thrice, 1);
    expect(tally.retries()).toEqual({
      arrivals: 1,
      retried: 1,
      rescued: 1,
      amplification: { requests: 3, time: 3.5, tokens: 450 / 250, cost: 1.5 },
    });
  });

  it('a retry tally is a mean over all arrivals, also those without retries', () => {
    const tally = new RetryTally();
    tally.add(once, 1);
    tally.add({ ...thrice, outcome: 'throttled' }, 1);
    expect(tally.retries()).toMatchObject({
      arrivals: 2,
      retried: 1,
      rescued: 0,
      amplification: { requests: 2, time: 4000 / 1500, cost: 1.25 },
    });
  });

  it('a retry tally leaves cost and tokens out where they are unknown', () => {
    const { costUsd: _, ...unpriced } = thrice;
    const tally = new RetryTally();
    tally.add({ ...unpriced, tokens: { source: 'unknown' } }, undefined);
    expect(tally.retries()?.amplification).toEqual({ requests: 3, time: 3.5 });
  });
});
