import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { type Assessment, assessValidity } from '../../verdict/validity.ts';
import type { Validity } from '../../verdict/verdict.ts';
import type { CalibrationRun, CalibrationLoad } from './calibration-run.ts';
import type { Protocol } from './protocol.ts';
import { readReferenceTimes, timeErrors } from './reference-times.ts';
import { TimingErrors, type ErrorSummary } from './timing-errors.ts';

/** A Calibration is how far a client's times are from the true ones, for one protocol under one load. */
export interface Calibration extends CalibrationLoad {
  readonly protocol: Protocol;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly ttftErrorMs: ErrorSummary;
  /** Of the gaps between reads; absent where the answer is one body. */
  readonly chunkGapErrorMs?: ErrorSummary;
  /** Of the time to the last token, from the sending. */
  readonly latencyErrorMs: ErrorSummary;
  /** CPU time of the client's process for each event; for each answer where it is one body. */
  readonly cpuMicrosPerEvent: number;
  /** Events a second in the measured time. */
  readonly eventsPerSecond: number;
  /** How long after its beat the metronome wrote a token: not the client's doing, and in no error. */
  readonly serverLatenessMs: { readonly p50: Milliseconds; readonly p99: Milliseconds };
  /** Event-loop utilisation of the client in the measured time, 0 to 1. */
  readonly elu: number;
  readonly validity: Validity;
  readonly validityReasons: readonly string[];
}

export interface CalibrationSubject extends CalibrationLoad {
  readonly protocol: Protocol;
  readonly at: Date;
  readonly serverLatenessMs: { readonly p50: Milliseconds; readonly p99: Milliseconds };
}

/** Sums up a rehearsal; undefined where not one answer can be held against its true times. */
export function calibrate(
  subject: CalibrationSubject,
  calibrationRun: CalibrationRun,
): Calibration | undefined {
  const { protocol, streams, tokensPerSecond, serverLatenessMs } = subject;
  const { replies, start, stop, health, origin } = calibrationRun;
  const errors = {
    ttft: new TimingErrors(calibrationRun),
    latency: new TimingErrors(calibrationRun),
    gaps: new TimingErrors(calibrationRun),
  };
  const inside = (at: Milliseconds): boolean => at >= start && at < stop;
  let events = 0;
  let failed = 0;
  for (const reply of replies) {
    const truth = readReferenceTimes(reply.answer, origin);
    const found = truth && timeErrors(reply, truth);
    if (reply.outcome !== 'ok' || found === undefined) {
      failed += 1;
      continue;
    }
    events += found.seen.filter(inside).length;
    const sent = reply.stamps.sent ?? stop;
    if (!inside(sent)) continue;
    errors.ttft.add(sent, found.ttft);
    errors.latency.add(sent, found.latency);
    for (const [index, gap] of found.gaps.entries()) {
      errors.gaps.add(found.seen[index + 1] ?? sent, gap);
    }
  }
  if (errors.ttft.n === 0 || events === 0) return undefined;
  const seconds = (stop - start) / 1000;
  const eventsPerSecond = events / seconds;
  const { validity, reasons } = assess(calibrationRun, {
    share: eventsPerSecond / expectedRate(subject, calibrationRun),
    failed,
    serverLateness: serverLatenessMs.p99,
  });
  return {
    protocol,
    streams,
    tokensPerSecond,
    at: subject.at.toISOString(),
    ttftErrorMs: errors.ttft.summary(),
    ...(errors.gaps.n === 0 ? {} : { chunkGapErrorMs: errors.gaps.summary() }),
    latencyErrorMs: errors.latency.summary(),
    cpuMicrosPerEvent: (health.cpu * seconds * 1e6) / events,
    eventsPerSecond,
    serverLatenessMs,
    elu: health.elu,
    validity,
    validityReasons: reasons,
  };
}

/** Events a second if no time were lost between an answer and the next request. */
function expectedRate(subject: CalibrationSubject, { answer }: CalibrationRun): number {
  const { protocol, streams, tokensPerSecond } = subject;
  return protocol === 'json' ? (streams * 1000) / answer : streams * tokensPerSecond;
}

/** The same limits as for the requests of a run. */
const DELIVERED = { suspect: 0.99, invalid: 0.95 };

interface Findings {
  /** Of the events that should have come. */
  readonly share: number;
  readonly failed: number;
  readonly serverLateness: Milliseconds;
}

/** By the rules of a run, as far as they are about the client, and by what came of the load. */
function assess({ health, replies, answer }: CalibrationRun, findings: Findings): Assessment {
  const { share, failed, serverLateness } = findings;
  const client = assessValidity({
    ...health,
    latencyP50: answer,
    latenessP99: 0,
    offered: replies.length,
    late: 0,
    dropped: 0,
    openedInWindow: 0,
    handshake: 0,
    chunks: replies.reduce((sum, { chunks }) => sum + chunks, 0),
    readsShared: replies.reduce((sum, { readsShared }) => sum + readsShared, 0),
    loads: [],
    thin: [],
  });
  const reasons = [...client.reasons];
  if (share < DELIVERED.suspect) {
    reasons.push(
      `Only ${formatQuantity(share, 'share')} of the tokens came in their time ` +
        `(the metronome's own p99 lateness was ${formatQuantity(serverLateness, 'ms')}); ` +
        'calibrate with fewer streams.',
    );
  }
  if (failed > 0) {
    const all = formatQuantity(replies.length, 'count');
    reasons.push(`${failed} of ${all} answers were not whole; calibrate with fewer streams.`);
  }
  const invalid = client.validity === 'invalid' || share < DELIVERED.invalid || failed > 0;
  return { validity: invalid ? 'invalid' : reasons.length > 0 ? 'suspect' : 'valid', reasons };
}
