import { describe, expect, it } from 'vitest';
import type { TrendSummary } from '../../../src/metrics/aggregates/summary.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { transportWords, transportNotes } from '../../../src/report/notes/transport-notes.ts';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const [haiku] = sampleResult.targets;
if (haiku === undefined) throw new Error('the sample result has a target');
const latency = haiku.metrics['latency'];
if (latency?.type !== 'trend') throw new Error('its latency is a trend');

function trend(p50: number, p95: number): TrendSummary {
  return { ...(latency as TrendSummary), p50, p95 };
}

function resultOf(more: Partial<TargetResult>): RunResult {
  return { ...sampleResult, targets: [{ ...(haiku as TargetResult), ...more }] };
}

const decoded = {
  ...haiku.metrics,
  decode_overhead: trend(0.31, 1.2),
  decode_delay: trend(0.2, 0.9),
};
const DECODING =
  "Through the AWS SDK's decoder an application sees the first token of haiku 0.31 ms at the median (p95 1.2 ms) after the socket brought it, and the last 0.2 ms at the median (p95 0.9 ms); its other times are the socket's.";

describe('a note on transports', () => {
  it('is absent for pooled HTTP/1.1 and proofload’s own decoder', () => {
    expect(transportNotes(resultOf({ transports: ['http1'] }))).toEqual([]);
    expect(transportNotes(sampleResult)).toEqual([]);
  });

  it('is absent for AWS SDK clients on the fast path', () => {
    const sdkFastPaths = [{ client: 'BedrockRuntimeClient' }];
    expect(transportNotes(resultOf({ sdkFastPaths }))).toEqual([]);
  });

  it('gives, in every report, the reason for a fallback from the fast path', () => {
    const detail = 'the context of its middleware has no operationSchema';
    const sdkFastPaths = [
      { client: 'BedrockRuntimeClient', fallback: { reason: 'shape', detail } as const },
    ];
    const result = resultOf({ sdkFastPaths });
    expect(transportNotes(result)).toEqual([
      `Requests to haiku went through every middleware of BedrockRuntimeClient (fallback from the fast path): ${detail}. The client spends about twice the time on each; when it is too slow for its load, the validity says so.`,
    ]);
    const text = renderText(result, { colour: false, width: 400 });
    for (const report of [text, renderMarkdown(result), renderHtml(result)]) {
      expect(report).toContain(detail);
    }
  });

  it('gives the time of a session for each request', () => {
    const metrics = { ...haiku.metrics, connect_time: trend(2.5, 7) };
    expect(transportNotes(resultOf({ transports: ['http2-each'], metrics }))).toEqual([
      'haiku was asked by HTTP/2 over a session for each request: every request opens one, which took 2.5 ms at the median (p95 7 ms) and is inside its latency and TTFT. The time that the client adds was calibrated over HTTP/1.1 only.',
    ]);
  });

  it('says that requests may wait inside an HTTP/2 client', () => {
    expect(transportNotes(resultOf({ transports: ['http2'] }))).toEqual([
      'haiku was asked by HTTP/2 over one shared session: requests beyond the streams that its server allows wait inside the client. The time that the client adds was calibrated over HTTP/1.1 only.',
    ]);
  });

  it('gives the times that an application sees after the SDK’s decoder', () => {
    expect(transportNotes(resultOf({ metrics: decoded }))).toEqual([DECODING]);
  });

  it('is in every report', () => {
    const result = resultOf({ metrics: decoded, transports: ['http2'] });
    const text = renderText(result, { colour: false, width: 400 });
    const escaped = DECODING.replaceAll("'", '&#39;');
    expect(text).toContain(DECODING);
    expect(renderMarkdown(result)).toContain(DECODING);
    expect([renderHtml(result).includes(DECODING), renderHtml(result).includes(escaped)]).toContain(
      true,
    );
    expect(renderHtml(result)).toContain('HTTP/2 over one shared session');
  });
});

describe('the transport of a target', () => {
  it('is formatted as text, and undefined where it was not recorded', () => {
    expect(transportWords(haiku)).toBeUndefined();
    expect(transportWords({ ...haiku, transports: [] })).toBeUndefined();
    expect(transportWords({ ...haiku, transports: ['http1', 'http2'] })).toBe(
      'HTTP/1.1 over warm sockets and HTTP/2 over one shared session',
    );
  });
});
