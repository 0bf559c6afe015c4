import { describe, expect, it } from 'vitest';
import {
  COLD_START,
  type ColdStart,
  ColdStartTally,
} from '../../../src/metrics/diagnostics/cold-start.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../sample-stub.ts';

function attempt(sent: number, end: number, outcome: Sample['outcome'] = 'ok'): Sample {
  return sampleOf({
    phase: 'warmup',
    scenario: COLD_START,
    due: sent,
    end,
    outcome,
    attempts: [{ sent, end, outcome }],
    ...(outcome === 'ok' ? {} : { error: { name: 'ValidationError', message: 'no capacity' } }),
  });
}

function tallied(...samples: readonly Sample[]): ColdStart | undefined {
  const tally = new ColdStartTally();
  for (const sample of samples) tally.add(sample);
  return tally.coldStart();
}

describe('cold start', () => {
  it('a cold start lasts from the first request to the end of the first answer', () => {
    expect(
      tallied(
        attempt(5, 10, 'server_error'),
        attempt(1010, 1020, 'server_error'),
        attempt(2020, 2505),
      ),
    ).toEqual({ duration: 2500, refused: 2, name: 'ValidationError' });
  });

  it('a cold start is absent where the first request was answered, or none ever was', () => {
    expect(tallied(attempt(5, 10))).toBeUndefined();
    expect(tallied(attempt(5, 10, 'server_error'))).toBeUndefined();
  });

  it('a cold start counts only the requests that waited for it', () => {
    const warm = { ...attempt(0, 1, 'server_error'), scenario: 'warmup' };
    const measured = { ...attempt(0, 1, 'server_error'), phase: 'measured' as const };
    expect(tallied(warm, measured, attempt(5, 10))).toBeUndefined();
  });
});
