import { type AnswerView, most, type ExchangeView, total } from './exchange-view.ts';
import { summaryStatistics } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of `vllm bench serve` (vllm-project/vllm: vllm/benchmarks/serve.py and
 * lib/endpoint_request_func.py, commit 009e6d4).
 *
 * TTFT = first event - sent, even an event without text. E2E ends with the last content. TPOT =
 * (E2E - TTFT) / (output tokens - 1), for two tokens or more. ITL is over all gaps between events,
 * so its mean = sum(E2E - TTFT) / sum(gaps). Throughput = sum / wall time, from the start to the
 * last end. Percentiles as in numpy, linear interpolation.
 */
export const vllm: ToolView = {
  name: 'vllm',
  source: '`vllm bench serve` (vllm-project/vllm, vllm/benchmarks/serve.py, read at 009e6d4)',
  notes: [
    'TTFT stops at the first event, text or not; times count from sending, never from due.',
    'ITL is a gap between events, not tokens. Gaps are not kept in samples: their mean follows from the ends, their percentiles and the peak token rate do not.',
    'Failed requests are left out of every time and every token count.',
    'End-to-end latency is printed when --percentile-metrics asks for it.',
    'Input tokens are the service’s count; vLLM counts with a tokenizer of its own.',
  ],
  lines(passage) {
    const { answers, failures } = passage;
    const wall = passage.end - passage.start;
    const input = total(answers.map((answer) => answer.input));
    const output = total(answers.map(outputOf));
    const several = answers.filter((answer) => outputOf(answer) > 1);
    return [
      rule(' Serving Benchmark Result ', '='),
      line('Successful requests:', String(answers.length)),
      line('Failed requests:', String(failures.length)),
      line('Benchmark duration (s):', wall.toFixed(2)),
      line('Total input tokens:', String(input)),
      line('Total generated tokens:', String(output)),
      line('Request throughput (req/s):', (answers.length / wall).toFixed(2)),
      line('Output token throughput (tok/s):', (output / wall).toFixed(2)),
      line('Peak output token throughput (tok/s):', 'n/a'),
      line('Peak concurrent requests:', peak(answers).toFixed(2)),
      line('Total token throughput (tok/s):', ((input + output) / wall).toFixed(2)),
      ...section('Time to First Token', 'TTFT', answers.map(ttft)),
      ...section(
        'Time per Output Token (excl. 1st token)',
        'TPOT',
        several.map((answer) => (latency(answer) - ttft(answer)) / (outputOf(answer) - 1)),
      ),
      rule('Inter-token Latency', '-'),
      line('Mean ITL (ms):', meanGap(passage)),
      line('Median ITL (ms):', 'n/a'),
      line('P99 ITL (ms):', 'n/a'),
      ...section('End-to-end Latency', 'E2EL', answers.map(latency)),
      '='.repeat(50),
    ];
  },
};

function ttft({ firstEvent, sent }: AnswerView): number {
  return firstEvent - sent;
}

function latency({ lastToken, sent }: AnswerView): number {
  return lastToken - sent;
}

/** Returns the output tokens; without a count vLLM uses 1. */
function outputOf({ output }: AnswerView): number {
  return output === undefined || output === 0 ? 1 : output;
}

function meanGap({ answers }: ExchangeView): string {
  // An event before the first token, such as a role, begins a gap too.
  const gaps = answers.map(
    ({ chunks, firstEvent, firstToken }) =>
      Math.max(0, chunks - 1) + Number(firstEvent < firstToken),
  );
  const times = answers.map((answer, i) =>
    (gaps[i] ?? 0) > 0 ? latency(answer) - ttft(answer) : 0,
  );
  return total(gaps) === 0 ? '0.00' : ((1000 * total(times)) / total(gaps)).toFixed(2);
}

/** Returns the maximum concurrency; an answer that ends as another starts does not overlap it. */
function peak(answers: readonly AnswerView[]): number {
  const events = answers
    .flatMap((answer) => [
      { at: answer.sent, step: 1 },
      { at: answer.lastToken, step: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let now = 0;
  return most(events.map(({ step }) => (now += step)));
}

function section(title: string, name: string, times: readonly number[]): readonly string[] {
  const spread = summaryStatistics(times.length === 0 ? [0] : times);
  const figure = (value: number): string => (1000 * value).toFixed(2);
  return [
    rule(title, '-'),
    line(`Mean ${name} (ms):`, figure(spread.mean)),
    line(`Median ${name} (ms):`, figure(spread.quantile(0.5))),
    line(`P99 ${name} (ms):`, figure(spread.quantile(0.99))),
  ];
}

function rule(title: string, sign: string): string {
  const left = Math.floor((50 - title.length) / 2);
  return sign.repeat(left) + title + sign.repeat(50 - title.length - left);
}

function line(label: string, value: string): string {
  return `${label.padEnd(40)} ${value}`;
}
