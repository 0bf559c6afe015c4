import { deflateSync, inflateSync } from 'node:zlib';
import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { Problem } from '../problem/problem.ts';
import type { Milliseconds } from '../time/duration.ts';
import { Histogram } from './aggregates/histogram.ts';
import type { Metrics } from './metrics.ts';

/**
 * HdrHistogram interval log: the histograms of a run's trends per slice, readable by every
 * HdrHistogram tool (log format 1.3, HistogramLogWriter.java; payload V2, AbstractHistogram.java).
 *
 * Counts microseconds, or thousandths for trends in other units.
 */
export interface Hlog {
  /** Milliseconds of the Unix epoch. */
  readonly startedAt: number;
  readonly intervals: readonly HlogInterval[];
}

export interface HlogInterval {
  /** Series name, `haiku:latency`; without commas and white space. */
  readonly tag: string;
  /** Start, milliseconds from the run's start. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly histogram: Histogram;
}

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

/** Returns the log of a run: one series per target and main trend, tagged `target:metric`. */
export function hlogOf(metrics: Metrics, startedAt: number): Hlog {
  const intervals = metrics.targets.flatMap((target) =>
    metrics
      .slices(target)
      .map(({ metric, ...slice }) => ({ tag: `${target}:${metric}`, ...slice })),
  );
  return { startedAt, intervals: intervals.toSorted((a, b) => a.start - b.start) };
}

/** Formats a log. Replaces white space and commas in tags, which end a tag, by underscores. */
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

/** Parses a log. Throws a Problem with `file` and line for an unreadable line. */
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
 * Encodes a histogram as compressed base64, with a correction.
 *
 * hdr-histogram-js 3.0.1 writes 1 where the normalizing index offset must be 0, and an integer 1
 * where the value ratio must be the double 1.0. It ignores both on reading, but Java, C and Go use
 * them and would shift every bucket. Header: cookie, length, offset, digits, lowest (8), highest
 * (8), ratio (8).
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
