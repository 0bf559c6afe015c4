import { type AnswerView, type ExchangeView, total } from './exchange-view.ts';
import { summaryStatistics } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of genai-bench's aggregated metrics (sgl-project/genai-bench:
 * genai_bench/metrics/request_metrics_collector.py, aggregated_metrics_collector.py and
 * user/aws_bedrock_user.py, commit 7fd04d8). Times are seconds.
 *
 * TTFT = first event of any kind on Bedrock, first text or reasoning elsewhere. E2E ends with the
 * response. TPOT = (E2E - TTFT) / (output tokens - 1), left out where E2E - TTFT is below 1 ms.
 * Throughput = tokens / run duration. Percentiles as in numpy, linear interpolation.
 */
export const genaiBench: ToolView = {
  name: 'genai-bench',
  source: '`genai-bench benchmark` (sgl-project/genai-bench, read at 7fd04d8)',
  notes: [
    'On Bedrock the TTFT stops at the first event of any kind, such as messageStart.',
    'On Bedrock its output tokens are words, about three quarters as many; these are the service’s tokens, so it would print a higher TPOT and a lower throughput.',
    'The error rate is taken before the requests are counted, so a run’s first summary always says 0.',
    'Warm-up and cool-down ratios are taken as 0; above it, it divides trimmed tokens by the whole time.',
  ],
  lines(passage) {
    const { answers, failures, start, end } = passage;
    const duration = end - start;
    const outputs = total(answers.map(outputOf));
    const inputs = total(answers.map(({ input }) => input));
    return [
      row('', ['mean', 'min', 'max', 'stddev', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99']),
      ...METRICS.map(([name, values]) => spread(name, values(passage))),
      single('num_requests', answers.length + failures.length),
      single('num_completed_requests', answers.length),
      single('num_error_requests', failures.length),
      single('error_rate', 0),
      single('run_duration', duration),
      single('requests_per_second', answers.length / duration),
      single('mean_input_throughput_tokens_per_s', inputs / duration),
      single('mean_output_throughput_tokens_per_s', outputs / duration),
      single('mean_total_tokens_throughput_tokens_per_s', (inputs + outputs) / duration),
    ];
  },
};

const METRICS: readonly (readonly [string, (passage: ExchangeView) => readonly number[]])[] = [
  ['ttft', ({ answers, kind }) => answers.map((answer) => ttft(answer, kind))],
  ['tpot', (passage) => timed(passage).map(({ answer, time }) => time / (outputOf(answer) - 1))],
  ['e2e_latency', ({ answers }) => answers.map(latency)],
  ['output_latency', (passage) => passage.answers.map((answer) => writing(answer, passage))],
  [
    'output_inference_speed',
    (passage) => timed(passage).map(({ answer, time }) => (outputOf(answer) - 1) / time),
  ],
  ['num_input_tokens', ({ answers }) => answers.map(({ input }) => input)],
  ['num_output_tokens', ({ answers }) => answers.map(outputOf)],
  ['input_throughput', ({ answers, kind }) => answers.map((each) => each.input / ttft(each, kind))],
];

function ttft({ firstEvent, firstToken, sent }: AnswerView, kind: string): number {
  return (kind.startsWith('bedrock') ? firstEvent : firstToken) - sent;
}

function latency({ end, sent }: AnswerView): number {
  return end - sent;
}

function outputOf({ output }: AnswerView): number {
  return output ?? 0;
}

function writing(answer: AnswerView, { kind }: ExchangeView): number {
  return latency(answer) - ttft(answer, kind);
}

/** Returns the answers of two tokens or more with at least 1 ms of generation. */
function timed(passage: ExchangeView) {
  return passage.answers
    .map((answer) => ({ answer, time: writing(answer, passage) }))
    .filter(({ answer, time }) => outputOf(answer) > 1 && time >= 0.001);
}

function spread(name: string, values: readonly number[]): string {
  const { mean, min, max, deviation, quantile } = summaryStatistics(values);
  const quantiles = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map(quantile);
  return row(name, [mean, min, max, deviation, ...quantiles].map(figure));
}

function single(name: string, value: number): string {
  return `${name.padEnd(44)}${figure(value)}`;
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(23) + cells.map((cell) => cell.padStart(10)).join('');
}

function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : 'n/a';
}
