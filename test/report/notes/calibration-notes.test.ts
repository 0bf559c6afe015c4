import { describe, expect, it } from 'vitest';
import { calibrationNotes } from '../../../src/report/notes/calibration-notes.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import type { ErrorBar } from '../../../src/runner/calibration/error-bar.ts';
import { sampleResult } from '../sample-result.ts';

const [CONVERSE, SSE] = sampleResult.environment.calibration ?? [];

function told(...bars: readonly (ErrorBar | undefined)[]): readonly string[] {
  const { calibration: _, ...environment } = sampleResult.environment;
  const calibration = bars.filter((bar) => bar !== undefined);
  const result: RunResult = { ...sampleResult, environment: { ...environment, calibration } };
  return calibrationNotes(result);
}

describe('the time that the client adds', () => {
  it('is given with its error bar, date and load', () => {
    expect(told(CONVERSE)).toEqual([
      'The client adds 0.087 ms to the median TTFT and at most 2.3 ms to its p99 (converse-stream, calibrated 2026-11-21 at 100 × 50 tokens/s).',
    ]);
  });

  it('is that of the latency for an answer in one body', () => {
    const bar = CONVERSE && { ...CONVERSE, protocol: 'json' as const };
    expect(told(bar)[0]).toContain('0.25 ms to the median latency and at most 2 ms');
  });

  it('is given with the validity of a doubtful calibration', () => {
    const bar = CONVERSE && { ...CONVERSE, validity: 'suspect' as const };
    expect(told(bar)[0]).toContain('50 tokens/s, suspect)');
  });

  it('is unknown above the calibrated load', () => {
    expect(told(SSE)).toEqual([
      'What the client adds over sse is unknown: this run kept it 22 % busy, and no calibration more than 18 %; calibrate with more streams: proofload calibrate scenarios/customer-support.ts --streams N',
    ]);
  });

  it('is unknown without a calibration, and the note gives the command', () => {
    expect(told()).toEqual([
      'What the client adds to these times has not been measured on this machine: proofload calibrate scenarios/customer-support.ts',
    ]);
  });

  it('is unknown for a module, which no calibration runs', () => {
    const modules = sampleResult.targets
      .slice(0, 1)
      .map((target) => ({ ...target, name: 'own', kind: 'module' }));
    const alone = { ...sampleResult, targets: modules };
    const sentence =
      'What the client adds to the times of own is unknown: no calibration runs a module.';
    expect(calibrationNotes(alone)).toEqual([sentence]);
    const beside = { ...sampleResult, targets: [...sampleResult.targets, ...modules] };
    expect(calibrationNotes(beside).at(-1)).toBe(sentence);
    expect(calibrationNotes(beside).length).toBeGreaterThan(1);
  });
});
