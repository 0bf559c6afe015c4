import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../../src/runner/calibration/calibration.ts';
import { errorBar } from '../../../src/runner/calibration/error-bar.ts';

function calibration(elu: number, error: number, over: Partial<Calibration> = {}): Calibration {
  const errors = { n: 300, p50: error / 10, p99: error, p99AtMost: 2 * error, max: 3 * error };
  return {
    protocol: 'sse',
    streams: elu * 1000,
    tokensPerSecond: 50,
    at: `2026-11-${String(Math.round(elu * 10) + 10)}T00:00:00.000Z`,
    ttftErrorMs: errors,
    chunkGapErrorMs: errors,
    latencyErrorMs: errors,
    cpuMicrosPerEvent: 40,
    eventsPerSecond: 5000,
    serverLatenessMs: { p50: 0.1, p99: 1 },
    elu,
    validity: 'valid',
    validityReasons: [],
    ...over,
  };
}

const THREE = [calibration(0.5, 5), calibration(0.1, 1), calibration(0.3, 2)];

describe('an error bar', () => {
  it.each([
    { elu: 0.05, streams: 100, p50: 0.1, p99: 2 },
    { elu: 0.1, streams: 100, p50: 0.1, p99: 2 },
    { elu: 0.2, streams: 300, p50: 0.2, p99: 4 },
    { elu: 0.4, streams: 500, p50: 0.5, p99: 10 },
  ])('of a loop $elu busy is that of the next busier calibration', ({ elu, streams, p50, p99 }) => {
    expect(errorBar(THREE, 'sse', elu)).toMatchObject({
      streams,
      runElu: elu,
      calibratedAt: '2026-11-11T00:00:00.000Z',
      ttftMs: { p50, p99 },
      chunkGapMs: { p50, p99 },
      latencyMs: { p50, p99 },
    });
  });

  it('is never below that of a calmer calibration', () => {
    const lucky = [calibration(0.1, 4), calibration(0.3, 2)];
    expect(errorBar(lucky, 'sse', 0.2)?.ttftMs?.p99).toBe(8);
  });

  it('is only as valid as the worst calibration it rests on', () => {
    const doubtful = [calibration(0.1, 1), calibration(0.3, 2, { validity: 'suspect' })];
    expect(errorBar(doubtful, 'sse', 0.05)?.validity).toBe('valid');
    expect(errorBar(doubtful, 'sse', 0.2)?.validity).toBe('suspect');
  });

  it('never rests on a calibration that was itself invalid', () => {
    const spoilt = calibration(0.6, 50, { validity: 'invalid' });
    expect(errorBar([...THREE, spoilt], 'sse', 0.2)).toEqual(errorBar(THREE, 'sse', 0.2));
    expect(errorBar([...THREE, spoilt], 'sse', 0.55)).not.toHaveProperty('ttftMs');
    expect(errorBar([spoilt], 'sse', 0.2)).toBeUndefined();
  });

  it('has no figures beyond what was calibrated', () => {
    const bar = errorBar(THREE, 'sse', 0.6);
    expect(bar).toMatchObject({ elu: 0.5, runElu: 0.6 });
    expect(bar).not.toHaveProperty('ttftMs');
  });

  it('is none for a protocol that was never calibrated', () => {
    expect(errorBar(THREE, 'json', 0.1)).toBeUndefined();
  });
});
