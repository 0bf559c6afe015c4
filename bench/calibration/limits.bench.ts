import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Calibration } from '../../src/runner/calibration/calibration.ts';
import { type ErrorBar, errorBar } from '../../src/runner/calibration/error-bar.ts';
import { PROTOCOLS, type Protocol } from '../../src/runner/calibration/protocol.ts';
import { publish } from '../client/bench-report.ts';

/**
 * The limits bench pushes every protocol to four times its limit, in two passes of `proofload
 * calibrate`: the first makes the error bars, the second is held against them.
 */
const TOKENS_PER_SECOND = 50;
const STREAMS = [100, 200, 400, 800, 1600, 3200];
/** An answer in one body is one event, where a stream has fifty. */
const WHOLE_ANSWERS = [400, 800, 1600, 3200, 6400, 12_800];
const SECONDS = 2;

interface Step {
  readonly protocol: Protocol;
  readonly streams: number;
  /** Absent where not one answer came in its time. */
  readonly second: Calibration | undefined;
  readonly bar: ErrorBar | undefined;
}

const cache = mkdtempSync(join(tmpdir(), 'proofload-limits-'));

function calibrated(protocol: Protocol, streams: number): Calibration | undefined {
  const words = ['dist/cli/main.js', 'calibrate', '--json', '--protocol', protocol];
  const load = ['--streams', streams, '--tokens-per-second', TOKENS_PER_SECOND];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...words, ...load.map(String), '--seconds', String(SECONDS)],
    { env: { ...process.env, XDG_CACHE_HOME: cache }, encoding: 'utf8' },
  );
  // oxlint-disable-next-line no-unsafe-type-assertion -- our own command's output
  const [made] = status === 0 ? (JSON.parse(stdout) as Calibration[]) : [];
  process.stderr.write(`${protocol} ${streams}: ${made?.validity ?? stderr}\n`);
  return made;
}

/** Every step up to four times the first that is invalid. */
function climb(protocol: Protocol): Map<number, Calibration | undefined> {
  const made = new Map<number, Calibration | undefined>();
  let limit = Number.POSITIVE_INFINITY;
  for (const streams of protocol === 'json' ? WHOLE_ANSWERS : STREAMS) {
    if (streams > 4 * limit) break;
    const step = calibrated(protocol, streams);
    if (step === undefined || step.validity === 'invalid') limit = Math.min(limit, streams);
    made.set(streams, step);
  }
  return made;
}

function steps(protocol: Protocol): Step[] {
  const first = climb(protocol);
  const bars = [...first.values()].filter((made) => made !== undefined);
  return [...first.keys()].map((streams) => {
    const second = calibrated(protocol, streams);
    const bar = second && errorBar(bars, protocol, second.elu);
    return { protocol, streams, second, bar };
  });
}

/** Whether the second pass kept within what the first would have had a run print. */
function holds({ second, bar }: Step): string {
  if (second === undefined || bar?.ttftMs === undefined || bar.latencyMs === undefined) {
    return 'no bar';
  }
  const gaps = bar.chunkGapMs?.p99 ?? 0;
  const inside =
    second.ttftErrorMs.p99 <= bar.ttftMs.p99 &&
    second.latencyErrorMs.p99 <= bar.latencyMs.p99 &&
    (second.chunkGapErrorMs?.p99 ?? 0) <= gaps;
  return inside ? 'inside' : 'outside';
}

function whole(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value));
}

function ms(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(3);
}

const HEADER = [
  'streams',
  'events/s',
  'busy %',
  'µs/event',
  'validity',
  'ttft p50',
  'p99',
  'bar',
  'gap p50',
  'p99',
  'bar',
  'metronome late p99',
  'p99 errors',
];

function rowOf(step: Step): string[] {
  const { streams, second, bar } = step;
  return [
    String(streams),
    whole(second?.eventsPerSecond),
    whole(second && 100 * second.elu),
    whole(second?.cpuMicrosPerEvent),
    second?.validity ?? 'invalid: no answer in its time',
    ms(second?.ttftErrorMs.p50),
    ms(second?.ttftErrorMs.p99),
    ms(bar?.ttftMs?.p99),
    ms(second?.chunkGapErrorMs?.p50),
    ms(second?.chunkGapErrorMs?.p99),
    ms(bar?.chunkGapMs?.p99),
    ms(second?.serverLatenessMs.p99),
    holds(step),
  ];
}

const all = PROTOCOLS.flatMap(steps);
const valid = all.filter(({ second }) => second?.validity === 'valid');
const inside = valid.filter((step) => holds(step) === 'inside');

publish({
  name: 'calibration-limits',
  title: 'Each protocol to four times its limit',
  notes: [
    `\`npm run bench:calibration\`: \`proofload calibrate\` at rising load, ${TOKENS_PER_SECOND} tokens/s a stream, ${SECONDS} s a step, nothing pinned. A first pass makes the error bars; each step is then measured again and held against the bar that a run as busy as it would have printed. Times are errors in milliseconds; bars are of the p99.`,
    `At ${inside.length} of ${valid.length} valid steps all p99 errors were inside the bar.`,
  ],
  tables: PROTOCOLS.map((protocol) => ({
    title: protocol,
    header: HEADER,
    rows: all.filter((step) => step.protocol === protocol).map(rowOf),
  })),
  figures: all,
});
