import { deflateSync, inflateSync } from 'node:zlib';
import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { Problem } from '../problem/problem.ts';
import type { Milliseconds } from '../time/duration.ts';
import { Histogram } from './aggregates/histogram.ts';
import type { Metrics } from './metrics.ts';

/**
 * An Hlog is a HdrHistogram interval log: the histograms of a run's trends, slice by slice, that every
 * HdrHistogram tool reads (log format 1.3, HistogramLogWriter.java; payload V2, AbstractHistogram.java).
 *
 * Counts are of microseconds, or of thousandths where a trend is of something else.
 */
export interface Hlog {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly intervals: readonly HlogInterval[];
}

export interface HlogInterval {
  /** Which series, `haiku:latency`; no commas and no white space. */
  readonly tag: string;
  /** From the run's start, to the millisecond. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly histogram: Histogram;
}

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

/** The log of a run: one series for each target's main trends, tagged `target:metric`. */
export function hlogOf(metrics: Metrics, startedAt: number): Hlog {
  const intervals = metrics.targets.flatMap((target) =>
    metrics
      .slices(target)
      .map(({ metric, ...slice }) => ({ tag: `${target}:${metric}`, ...slice })),
  );
  return { startedAt, intervals: intervals.toSorted((a, b) => a.start - b.start) };
}

/** The log as text. White space and commas in a tag, which would end it, become underscores. */
export function formatHlog({ startedAt, intervals }: Hlog): string {
  const epoch = `${seconds(startedAt)} (seconds since epoch)`;
  return [
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${epoch}, ${new Date(startedAt).toISOString()}]`,
    `#[BaseTime: ${epoch}]`,
    LEGEND,
    ...intervals.map(formatInterval),
    '',
  ].join('\n');
}

/** Reads a log back; `file` is named when a line cannot be read. */
export function parseHlog(text: string, file: string): Hlog {
  let startedAt = 0;
  const intervals: HlogInterval[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const started = /^#\[StartTime: ([\d.]+)/.exec(line);
    if (started !== null) startedAt = Math.round(Number(started[1]) * 1000);
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('"')) continue;
    intervals.push(parseInterval(line, { file, line: index + 1 }));
  }
  return { startedAt, intervals };
}

function formatInterval({ tag, start, length, histogram }: HlogInterval): string {
  const max = histogram.counts.maxValue / 1000;
  return [
    `Tag=${tag.replaceAll(/[\s,]/g, '_')}`,
    seconds(start),
    seconds(length),
    max.toFixed(3),
    encode(histogram),
  ].join(',');
}

function parseInterval(line: string, place: { file: string; line: number }): HlogInterval {
  const found = /^(?:Tag=([^,]*),)?\s*([\d.]+),\s*([\d.]+),[^,]*,([\w+/=]+)$/.exec(line.trim());
  const [, tag = '', start, length, payload = ''] = found ?? [];
  try {
    const histogram = new Histogram(decodeFromCompressedBase64(payload, 32, true));
    return { tag, start: Number(start) * 1000, length: Number(length) * 1000, histogram };
  } catch (cause) {
    throw new Problem('This line is no interval of a HdrHistogram log.', {
      place,
      remedy: 'It may have been cut short; samples.ndjson holds the same figures.',
      cause,
    });
  }
}

/**
 * hdr-histogram-js 3.0.1 writes 1 where the normalizing index offset must be 0, and an integer 1 where the
 * value ratio must be the double 1.0. It reads neither back, but Java, C and Go do, and would shift every
 * bucket; so both are mended. Header: cookie, length, offset, digits, lowest (8), highest (8), ratio (8).
 */
function encode({ counts }: Histogram): string {
  const wrapped = Buffer.from(encodeIntoCompressedBase64(counts), 'base64');
  const payload = inflateSync(wrapped.subarray(8, 8 + wrapped.readInt32BE(4)));
  payload.writeInt32BE(0, 8);
  payload.writeDoubleBE(1, 32);
  const deflated = deflateSync(payload);
  const header = Buffer.from(wrapped.subarray(0, 8));
  header.writeInt32BE(deflated.length, 4);
  return Buffer.concat([header, deflated]).toString('base64');
}

function seconds(ms: Milliseconds): string {
  return (ms / 1000).toFixed(3);
}
