import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { HistogramLogReader } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/metrics/aggregates/histogram.ts';
import {
  formatHlog,
  type Hlog,
  type HlogInterval,
  hlogOf,
  parseHlog,
} from '../../src/metrics/hlog.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { answeredIn, failedWith } from './sample-stub.ts';

const GOLDEN = join(import.meta.dirname, '../golden/metrics/two-targets.hlog');

function intervalOf(
  tag: string,
  values: readonly number[],
  start = 0,
  length = 10_000,
): HlogInterval {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return { tag, start, length, histogram };
}

const hlog: Hlog = {
  startedAt: Date.UTC(2026, 10, 23, 14, 15, 30, 250),
  intervals: [
    intervalOf('haiku:latency', [340, 512.25, 2834, 2834]),
    intervalOf('llama:latency', [0]),
    intervalOf('haiku:latency', [3_600_000], 10_000, 4250),
  ],
};

/** Inflates payloads, because deflated bytes differ between versions of zlib. */
function inflated(text: string): string {
  return text.replaceAll(/HIST[\w+/=]+$/gm, (payload) => {
    const wrapped = Buffer.from(payload, 'base64');
    expect(wrapped.readUInt32BE(0)).toBe(0x1c849314);
    expect(wrapped.readInt32BE(4)).toBe(wrapped.length - 8);
    return inflateSync(wrapped.subarray(8)).toString('hex');
  });
}

function counted({ histogram }: HlogInterval): number[] {
  return Array.from({ length: histogram.n }, (_, i) => histogram.atRank(i + 1));
}

describe('interval log', () => {
  it('an interval log is written like the golden file', () => {
    expect(inflated(formatHlog(hlog))).toBe(inflated(readFileSync(GOLDEN, 'utf8')));
  });

  it('an interval log has an offset of 0 and a ratio of 1.0 in its payload header, as Java, C and Go require', () => {
    const line = formatHlog({ ...hlog, intervals: hlog.intervals.slice(0, 1) })
      .split('\n')
      .at(-2);
    const payload = Buffer.from(
      inflated(line ?? '')
        .split(',')
        .at(-1) ?? '',
      'hex',
    );
    expect(payload.readUInt32BE(0)).toBe(0x1c849313);
    expect(payload.readInt32BE(4)).toBe(payload.length - 40);
    expect(payload.readInt32BE(8)).toBe(0);
    expect(payload.readInt32BE(12)).toBe(3);
    expect(payload.readBigInt64BE(16)).toBe(1n);
    expect(payload.readBigInt64BE(24)).toBe(3_600_000_000n);
    expect(payload.readDoubleBE(32)).toBe(1);
  });

  it('an interval log is parsed back unchanged', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            tag: fc.constantFrom('haiku:latency', 'haiku:ttft', 'llama:tpot'),
            values: fc.array(fc.double({ min: 0, max: 3_600_000, noNaN: true }), { minLength: 1 }),
            start: fc.nat(100_000),
            length: fc.integer({ min: 1, max: 10_000 }),
          }),
          { maxLength: 4 },
        ),
        (parts) => {
          const intervals = parts.map((part) =>
            intervalOf(part.tag, part.values, part.start, part.length),
          );
          const read = parseHlog(formatHlog({ startedAt: hlog.startedAt, intervals }), 'm.hlog');
          expect(read.startedAt).toBe(hlog.startedAt);
          expect(read.intervals).toHaveLength(intervals.length);
          for (const [i, interval] of intervals.entries()) {
            const back = read.intervals[i];
            expect(back?.tag).toBe(interval.tag);
            expect(back?.start).toBeCloseTo(interval.start, 6);
            expect(back?.length).toBeCloseTo(interval.length, 6);
            expect(back === undefined ? [] : counted(back)).toEqual(counted(interval));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('an interval log of a run has a series for each trend of each target, which add up to the whole trend', () => {
    const metrics = new Metrics({ bucket: 1000 });
    for (const due of [0, 500, 1500, 2500]) metrics.add(answeredIn(100 + due, { due }), []);
    metrics.add(failedWith('interrupted', { due: 2600, end: 9000 }), []);
    metrics.add(answeredIn(70, { target: 'llama' }), []);
    const { intervals } = parseHlog(formatHlog(hlogOf(metrics, 1000)), 'm.hlog');
    const latencies = intervals.filter(({ tag }) => tag === 'haiku:latency');
    expect(latencies.map(({ start, histogram }) => [start, histogram.n])).toEqual([
      [0, 2],
      [1000, 1],
      [2000, 2],
    ]);
    expect(intervals.map(({ tag }) => tag)).toContain('llama:service_latency');
    expect(intervals.map(({ start }) => start)).toEqual(
      intervals.map(({ start }) => start).toSorted((a, b) => a - b),
    );
  });

  it("an interval log is read by HdrHistogram's own log reader", () => {
    const reader = new HistogramLogReader(formatHlog(hlog));
    const first = reader.nextIntervalHistogram();
    expect(first).toMatchObject({ tag: 'haiku:latency', totalCount: 4 });
    expect(first?.getValueAtPercentile(25)).toBe(340_223);
    expect(reader.nextIntervalHistogram()?.tag).toBe('llama:latency');
  });

  it('an interval log can be merged with new measurements', () => {
    const [read] = parseHlog(formatHlog(hlog), 'm.hlog').intervals;
    const { histogram } = intervalOf('haiku:latency', [100]);
    if (read !== undefined) histogram.merge(read.histogram);
    expect(histogram.n).toBe(5);
    expect(histogram.atRank(1)).toBeCloseTo(100, 0);
    expect(histogram.atRank(2)).toBeCloseTo(340, 0);
  });

  it('an interval log keeps a tag with a space or a comma in one piece', () => {
    const text = formatHlog({ startedAt: 0, intervals: [intervalOf('my target, v2:ttft', [1])] });
    expect(parseHlog(text, 'm.hlog').intervals[0]?.tag).toBe('my_target__v2:ttft');
  });

  it.each([
    ['a torn line', 'Tag=a,0.000,10.000,2.8,HISTFAAAAEV42pNpmSzM'],
    ['a line of something else', 'hello'],
  ])('an interval log with %s is a Problem that names the place', (_, line) => {
    expect(() => parseHlog(`#[Histogram log format version 1.3]\n${line}`, 'metrics.hlog')).toThrow(
      'metrics.hlog:2: This line is no interval of a HdrHistogram log.',
    );
  });
});
