import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { type Assessment, assessValidity } from '../../verdict/validity.ts';
import type { Validity } from '../../verdict/verdict.ts';
import type { CalibrationRun, CalibrationLoad } from './calibration-run.ts';
import type { Protocol } from './protocol.ts';
import { readReferenceTimes, timeErrors } from './reference-times.ts';
import { TimingErrors, type ErrorSummary } from './timing-errors.ts';

/** Errors of a client's times for one protocol under one load. */
export interface Calibration extends CalibrationLoad {
  readonly protocol: Protocol;
  /** Time of the calibration, ISO 8601, UTC. */
  readonly at: string;
  readonly ttftErrorMs: ErrorSummary;
  /** Errors of the gaps between reads; absent if the answer is not streamed. */
  readonly chunkGapErrorMs?: ErrorSummary;
  /** Errors of the time from sending to the last token. */
  readonly latencyErrorMs: ErrorSummary;
  /** CPU time of the client per event, microseconds; per answer if it is not streamed. */
  readonly cpuMicrosPerEvent: number;
  /** Events per second. */
  readonly eventsPerSecond: number;
  /** Lateness of the calibration server's writes, which is excluded from the errors. */
  readonly serverLatenessMs: { readonly p50: Milliseconds; readonly p99: Milliseconds };
  /** Event-loop utilisation of the client, 0 to 1. */
  readonly elu: number;
  readonly validity: Validity;
  readonly validityReasons: readonly string[];
}

export interface CalibrationSubject extends CalibrationLoad {
  readonly protocol: Protocol;
  readonly at: Date;
  readonly serverLatenessMs: { readonly p50: Milliseconds; readonly p99: Milliseconds };
}

/** Returns the errors of a calibration run; undefined if no answer has reference times. */
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

/** Events per second without time between an answer and the next request. */
function expectedRate(subject: CalibrationSubject, { answer }: CalibrationRun): number {
  const { protocol, streams, tokensPerSecond } = subject;
  return protocol === 'json' ? (streams * 1000) / answer : streams * tokensPerSecond;
}

/** Same limits as for the requests of a run. */
const DELIVERED = { suspect: 0.99, invalid: 0.95 };

interface Findings {
  /** Share of the expected events that arrived. */
  readonly share: number;
  readonly failed: number;
  readonly serverLateness: Milliseconds;
}

/** Decides the validity by a run's client rules and by the share of the load that was served. */
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
        `(the calibration server's own p99 lateness was ${formatQuantity(serverLateness, 'ms')}); ` +
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
