import { type AnswerView, least, most, total } from './exchange-view.ts';
import { summaryStatistics } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of NVIDIA AIPerf's console (ai-dynamo/aiperf: aiperf/metrics/types/*.py and
 * exporters/console_metrics_exporter.py, commit db4f639).
 *
 * TTFT = first token - start, reasoning included. Request latency ends with the last content. ITL =
 * (request latency - TTFT) / (output sequence length - 1), for two tokens or more; per user 1 /
 * ITL. Throughput = sum / (last response - first request), valid requests only. Percentiles and
 * standard deviation as in numpy: linear interpolation, population.
 */
export const aiperf: ToolView = {
  name: 'aiperf',
  source: '`aiperf profile` (ai-dynamo/aiperf, read at db4f639)',
  notes: [
    'ITL is what others call TPOT; its gaps between chunks are called ICL and shown on demand alone.',
    'Time to Second Token needs each chunk’s own time, which samples do not keep.',
    'The duration runs from the first to the last valid request: failures neither count nor lengthen it.',
    'Output tokens are the service’s count; AIPerf counts with a tokenizer of its own unless told otherwise.',
  ],
  lines({ answers }) {
    const counted = answers.filter(({ output }) => (output ?? 0) > 1);
    const gaps = counted.map(interToken);
    const outputs = answers.flatMap(({ output }) => (output === undefined ? [] : [output]));
    const sent = least(answers.map((answer) => answer.sent));
    const duration = most(answers.map(({ lastToken }) => lastToken)) - sent;
    return [
      row('Metric', ['avg', 'min', 'max', 'p99', 'p90', 'p50', 'std']),
      spread('Time to First Token (ms)', answers.map(ttft), 1000),
      row(
        'Time to Second Token (ms)',
        Array.from({ length: 7 }, () => 'n/a'),
      ),
      spread('Request Latency (ms)', answers.map(latency), 1000),
      spread('Inter Token Latency (ms)', gaps, 1000),
      spread(
        'Output Token Throughput Per User (tokens/sec/user)',
        // AIPerf leaves out gaps of 0, as of a fake stream, because they have no rate.
        gaps.filter((gap) => gap > 0).map((gap) => 1 / gap),
      ),
      spread('Output Sequence Length (tokens)', outputs),
      spread(
        'Input Sequence Length (tokens)',
        answers.map(({ input }) => input),
      ),
      single('Output Token Throughput (tokens/sec)', total(outputs) / duration),
      single('Request Throughput (requests/sec)', answers.length / duration),
      single('Request Count (requests)', answers.length),
    ];
  },
};

function ttft({ firstToken, sent }: AnswerView): number {
  return firstToken - sent;
}

function latency({ lastToken, sent }: AnswerView): number {
  return lastToken - sent;
}

function interToken(answer: AnswerView): number {
  return (latency(answer) - ttft(answer)) / ((answer.output ?? 0) - 1);
}

function spread(label: string, values: readonly number[], scale = 1): string {
  const { mean, min, max, deviation, quantile } = summaryStatistics(
    values.map((value) => value * scale),
  );
  const figures = [mean, min, max, quantile(0.99), quantile(0.9), quantile(0.5), deviation];
  return row(label, figures.map(figure));
}

function single(label: string, value: number): string {
  return row(label, [figure(value), ...Array.from({ length: 6 }, () => 'N/A')]);
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return 'N/A';
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function row(label: string, cells: readonly string[]): string {
  return label.padStart(50) + cells.map((cell) => cell.padStart(11)).join('');
}
