import type { Summary } from '../../metrics/aggregates/summary.ts';
import { formatCount, formatMs, formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { ColdStart } from '../../metrics/diagnostics/cold-start.ts';
import type { Retries } from '../../metrics/diagnostics/retry-tally.ts';
import type { Transient, SteadyState } from '../../metrics/diagnostics/steady-state.ts';
import type { Streaming } from '../../metrics/diagnostics/streaming.ts';
import { formatDuration } from '../../time/duration.ts';
import type { TargetResult } from '../result/result.ts';
import { answerNotes } from './answer-notes.ts';

/** Ratio of cold answers' median to all answers' from which a note is made. */
const COLD = 1.5;

/** Returns notes on how to read one target's figures, with a remedy where there is one. */
export function targetNotes({
  kind,
  metrics,
  answers,
  streaming,
  steadiness,
  retries,
  coldStart,
}: TargetResult): readonly string[] {
  const [failed, throttled] = [metrics['failed'], metrics['throttled']];
  return [
    ...answerNotes(answers),
    coldStart === undefined ? undefined : onColdStart(coldStart),
    streaming === undefined ? undefined : onStreaming(streaming, kind),
    retries === undefined ? undefined : onRetries(retries, shareOf(throttled), shareOf(failed)),
    onReconnections(metrics['reconnections']),
    steadiness?.beginning === undefined ? undefined : onBeginning(steadiness.beginning),
    onCold(metrics),
    steadiness === undefined ? undefined : onTies(steadiness, metrics['latency']),
  ].filter((noteText) => noteText !== undefined);
}

function onColdStart({ duration, refused, name }: ColdStart): string {
  return (
    `Cold start: ${formatDuration(duration)} to its first answer, after ${formatCount(refused)} refused ` +
    `requests (${name}); not in the percentiles.`
  );
}

function onStreaming(
  { kind, judged, batched, fake }: Streaming,
  service: string,
): string | undefined {
  if (kind === 'true') return undefined;
  const of = `${formatCount(kind === 'fake' ? fake : fake + batched)} of ${formatCount(judged)} answers`;
  const what =
    kind === 'fake'
      ? `The stream is fake: ${of} arrived whole at their end, so the first token arrives with the last.`
      : `The stream is batched: ${of} arrived in chunks of more than ten tokens.`;
  return `${what} ${service === 'http' || service === 'openai' ? GATEWAY : BETWEEN}`;
}

const GATEWAY =
  'API Gateway and Lambda buffer whole responses unless configured otherwise (responseTransferMode ' +
  'STREAM, invoke mode RESPONSE_STREAM), and so do many proxies (nginx: proxy_buffering off).';

const BETWEEN = 'Check for a proxy or gateway that buffers responses.';

function onRetries(
  { arrivals, retried, rescued, amplification }: Retries,
  throttled: string,
  failed: string,
): string {
  const times = (ratio: number | undefined): string =>
    ratio === undefined ? 'unknown' : formatQuantity(ratio, 'ratio');
  const { requests, time, tokens, cost } = amplification;
  return (
    `${formatCount(retried)} of ${formatCount(arrivals)} requests were retried, ${formatCount(rescued)} of them ` +
    `with success: throttled ${throttled} at the first attempt, failed ${failed} in the end. ` +
    `That made requests ${times(requests)}, time ${times(time)}, tokens ${times(tokens)} ` +
    `and cost ${times(cost)}.`
  );
}

function onReconnections(summary: TargetResult['metrics'][string] | undefined): string | undefined {
  if (summary?.type !== 'counter' || summary.count === 0) return undefined;
  const times =
    summary.count === 1 ? '1 request was' : `${formatCount(summary.count)} requests were`;
  return (
    `${times} sent again on a new connection, because a keep-alive connection closed without a byte of a ` +
    'response: they are not failures, their times include the lost time, and the service may have billed both; ' +
    'check the keep-alive of the server, or of a proxy before it.'
  );
}

function onBeginning({ until, mean, restMean, settled }: Transient): string {
  const means = `a mean latency of ${formatMs(mean)} against ${formatMs(restMean)}`;
  if (!settled) {
    return (
      `No steady state was found (MSER-5): the first ${formatDuration(until)} have ${means} ` +
      'after it; run longer, or lower the rate until it holds.'
    );
  }
  return (
    `The first ${formatDuration(until)} differ from the rest (MSER-5): ${means}; ` +
    'raise warmup.iterations, or read the percentiles as those of a cold start.'
  );
}

function onCold(metrics: TargetResult['metrics']): string | undefined {
  const [cold, latency] = [metrics['cold'], metrics['latency']];
  if (cold?.type !== 'trend' || latency?.type !== 'trend') return undefined;
  if (cold.p50 < COLD * latency.p50) return undefined;
  return (
    `Its first ${formatCount(cold.n)} answers (cold) took ${formatMs(cold.p50)} at the median ` +
    `(${formatMs(cold.max)} at most), against ${formatMs(latency.p50)} over all.`
  );
}

function onTies(
  { tied, effective }: SteadyState,
  latency: Summary | undefined,
): string | undefined {
  if (!tied || effective === undefined || latency === undefined) return undefined;
  return (
    `Latencies are autocorrelated: these ${formatCount(latency.n)} determine their median as well as ` +
    `${formatCount(Math.floor(effective))} independent ones. Intervals and sample floors use that number.`
  );
}

function shareOf(summary: TargetResult['metrics'][string] | undefined): string {
  return summary?.type === 'rate' ? formatQuantity(summary.rate, 'share') : 'unknown';
}
