import { describe, expect, it } from 'vitest';
import { targetNotes } from '../../../src/report/notes/target-notes.ts';
import type { TargetResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const [quiet] = sampleResult.targets;

function on(changes: Partial<TargetResult>): string {
  if (quiet === undefined) throw new Error('the sample result has no target');
  return targetNotes({ ...quiet, ...changes }).join('\n');
}

describe('notes on a target', () => {
  it('are none for figures without peculiarities', () => {
    expect(on({})).toBe('');
    expect(
      on({
        streaming: { kind: 'true', judged: 50, batched: 3, fake: 1 },
        steadiness: { autocorrelation: 0.1, batches: 40, effective: 900, tied: false },
      }),
    ).toBe('');
  });

  it('report a cold start separately from the percentiles', () => {
    const coldStart = { duration: 252_000, refused: 201, name: 'ValidationError' };
    expect(on({ coldStart })).toBe(
      'Cold start: 4m 12s to its first answer, after 201 refused requests (ValidationError); not in the percentiles.',
    );
  });

  it('report a fake stream, and which proxy may buffer it', () => {
    const streaming = { kind: 'fake', judged: 50, batched: 2, fake: 48 } as const;
    expect(on({ kind: 'http', streaming })).toBe(
      'The stream is fake: 48 of 50 answers arrived whole at their end, so the first token arrives with ' +
        'the last. API Gateway and Lambda buffer whole responses unless configured otherwise ' +
        '(responseTransferMode STREAM, invoke mode RESPONSE_STREAM), and so do many proxies ' +
        '(nginx: proxy_buffering off).',
    );
    expect(on({ kind: 'bedrock-converse', streaming })).toMatch(/Check for a proxy or gateway/);
  });

  it('report a batched stream', () => {
    const streaming = { kind: 'batched', judged: 50, batched: 30, fake: 2 } as const;
    expect(on({ streaming })).toMatch(
      /^The stream is batched: 32 of 50 answers arrived in chunks of more than ten tokens\./,
    );
  });

  it('compare first attempts with final outcomes, and give the cost of retries', () => {
    const retries = {
      arrivals: 320,
      retried: 12,
      rescued: 10,
      amplification: { requests: 1.05, time: 1.21, cost: 1 },
    };
    expect(on({ retries })).toBe(
      '12 of 320 requests were retried, 10 of them with success: throttled 0.12 % at the first ' +
        'attempt, failed 0.2 % in the end. That made requests 1.05×, time 1.21×, tokens unknown and cost 1×.',
    );
  });

  it('distinguish an initial transient from a run without a steady state', () => {
    const beginning = { until: 12_400, answers: 124, mean: 3200, restMean: 1100, settled: true };
    const steadiness = { tied: false, beginning };
    expect(on({ steadiness })).toMatch(
      /^The first 12\.4 s differ from the rest \(MSER-5\): a mean latency of 3\.2 s against 1\.1 s; raise warmup/,
    );
    expect(
      on({ steadiness: { tied: false, beginning: { ...beginning, settled: false } } }),
    ).toMatch(/^No steady state was found \(MSER-5\): the first 12\.4 s have .* run longer/);
  });

  it('report cold answers if their median is 1.5 times that of all', () => {
    const { latency } = quiet?.metrics ?? {};
    if (latency?.type !== 'trend') throw new Error('the sample result has no latency');
    const cold = { ...latency, n: 5, p50: 1.6 * latency.p50, max: 9000 };
    expect(on({ metrics: { latency, cold } })).toBe(
      'Its first 5 answers (cold) took 2.46 s at the median (9 s at most), against 1.54 s over all.',
    );
    expect(on({ metrics: { latency, cold: latency } })).toBe('');
  });

  it('give the effective sample size of autocorrelated latencies', () => {
    const { latency } = quiet?.metrics ?? {};
    if (latency === undefined) throw new Error('the sample result has no latency');
    const steadiness = { effective: 120.7, tied: true };
    expect(on({ steadiness, metrics: { latency: { ...latency, n: 1000 } } })).toBe(
      'Latencies are autocorrelated: these 1,000 determine their median as well as 120 independent ' +
        'ones. Intervals and sample floors use that number.',
    );
  });
});
