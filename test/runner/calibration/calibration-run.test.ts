import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  tokenSchedule,
  CALIBRATION_QUERY,
  runCalibration,
} from '../../../src/runner/calibration/calibration-run.ts';
import type { Reply, Target } from '../../../src/target/contract/target.ts';
import { systemClock } from '../../../src/time/clock.ts';

const REPLY: Reply = {
  outcome: 'ok',
  stamps: {},
  end: 0,
  chunks: 0,
  readsShared: 0,
  chunkGaps: [],
  answer: '',
  tokens: { source: 'unknown' },
};

describe('the beats of a rehearsal', () => {
  it.each([
    { tokensPerSecond: 50, seconds: 3, tokens: 50, interval: 20 },
    { tokensPerSecond: 50, seconds: 0.2, tokens: 10, interval: 20 },
    { tokensPerSecond: 0.5, seconds: 3, tokens: 2, interval: 2000 },
  ])(
    'are $tokens, $interval ms apart, at $tokensPerSecond tokens/s for $seconds s',
    ({ tokensPerSecond, seconds, tokens, interval }) => {
      expect(tokenSchedule({ streams: 1, tokensPerSecond }, seconds)).toEqual({ tokens, interval });
    },
  );
});

describe('a rehearsal', () => {
  it('keeps as many answers in flight as there are streams, and waits for the last', async () => {
    const asked: string[] = [];
    let inFlight = 0;
    let most = 0;
    const target: Target = {
      name: 'sleeper',
      async ask({ id }) {
        asked.push(id);
        inFlight += 1;
        most = Math.max(most, inFlight);
        await sleep(20);
        inFlight -= 1;
        return REPLY;
      },
      close: async () => undefined,
    };
    const load = { streams: 3, tokensPerSecond: 100, seconds: 0.1 };
    const { replies, start, stop, answer, origin } = await runCalibration(
      target,
      load,
      systemClock,
    );
    expect(most).toBe(3);
    expect(inFlight).toBe(0);
    expect(new Set(asked)).toEqual(new Set([CALIBRATION_QUERY.id]));
    expect(replies).toHaveLength(asked.length);
    expect(answer).toBe(100);
    expect(stop).toBeGreaterThan(start);
    const now = Number(process.hrtime.bigint()) / 1e6;
    expect(systemClock.now() + origin).toBeGreaterThan(now - 0.01);
  });
});
