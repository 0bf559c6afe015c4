import { describe, expect, it } from 'vitest';
import type { CalibrationRun } from '../../../src/runner/calibration/calibration-run.ts';
import { calibrate, type CalibrationSubject } from '../../../src/runner/calibration/calibration.ts';
import type { Reply } from '../../../src/target/contract/target.ts';

const SUBJECT: CalibrationSubject = {
  protocol: 'sse',
  streams: 1,
  tokensPerSecond: 2,
  at: new Date(0),
  serverLatenessMs: { p50: 0.1, p99: 0.2 },
};

/** An answer of two tokens, 500 ms apart, asked at `sent`; the second is read `late`. */
function reply(sent: number, late: number): Reply {
  const instants = [sent, sent + 500, sent + 1000].map((ms) => String(ms * 1e6).padStart(18, '0'));
  return {
    outcome: 'ok',
    stamps: { sent, firstVisible: sent + 501, lastToken: sent + 1000 + late },
    end: sent + 1000 + late,
    chunks: 2,
    readsShared: 0,
    chunkGaps: [499 + late],
    answer: instants.join(' '),
    tokens: { source: 'reported' },
  };
}

function calibrationRun(replies: readonly Reply[], elu = 0.1): CalibrationRun {
  const health = {
    elu,
    eluMax: elu,
    cpu: elu,
    starved: 0,
    loopDelayP99: 0,
    gcPauseMax: 0,
    gcShare: 0,
    clockStep: 0,
  };
  return { replies, start: 2000, stop: 6000, answer: 1000, health, origin: 0 };
}

const FOUR = [2000, 3000, 4000, 5000].map((at) => reply(at, at / 1000));

describe('a calibration', () => {
  it('sums up the errors of the answers asked for in the measured time', () => {
    const before = reply(1000, 999);
    expect(calibrate(SUBJECT, calibrationRun([before, ...FOUR]))).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      ttftErrorMs: { n: 4, p50: 1, p99: 1, max: 1 },
      latencyErrorMs: { n: 4, p50: expect.closeTo(3, 2) as unknown, p99: 5, p99AtMost: 5, max: 5 },
      chunkGapErrorMs: { n: 4, p50: 2, p99: 4, max: 4 },
    });
  });

  it('counts CPU and rate over the tokens seen in the measured time', () => {
    // Of the last answer only the first token came in time.
    expect(calibrate(SUBJECT, calibrationRun(FOUR))).toMatchObject({
      cpuMicrosPerEvent: (0.1 * 4e6) / 7,
      eventsPerSecond: 7 / 4,
    });
  });

  it.each([
    { what: 'valid', replies: [...FOUR, reply(1001, 999.5)], elu: 0.1 },
    { what: 'suspect', replies: [...FOUR, reply(1001, 999.5)], elu: 0.5, why: /busy 50 %/ },
    { what: 'invalid', replies: [...FOUR, reply(1001, 999.5)], elu: 0.8, why: /busy 80 %/ },
    { what: 'invalid', replies: FOUR, elu: 0.1, why: /Only 87.5 % of the tokens/ },
    {
      what: 'invalid',
      replies: [...FOUR, reply(1001, 999.5), { ...reply(2000, 1), outcome: 'timeout' as const }],
      elu: 0.1,
      why: /1 of 6 answers were not whole/,
    },
  ])('is $what, elu $elu, for $why', ({ what, replies, elu, why }) => {
    const made = calibrate(SUBJECT, calibrationRun(replies, elu));
    expect(made?.validity).toBe(what);
    expect(made?.validityReasons.join(' ')).toMatch(why ?? /^$/);
  });

  it('is none without an answer that tells its times', () => {
    expect(
      calibrate(SUBJECT, calibrationRun([{ ...reply(2000, 1), answer: 'Hello.' }])),
    ).toBeUndefined();
  });

  it('knows no gaps of answers in one body', () => {
    const whole = FOUR.map((each) => ({
      ...each,
      chunkGaps: [],
      answer: each.answer.slice(0, 37),
    }));
    const made = calibrate({ ...SUBJECT, protocol: 'json' }, calibrationRun(whole));
    expect(made).not.toHaveProperty('chunkGapErrorMs');
    expect(made?.eventsPerSecond).toBe(1);
  });
});
