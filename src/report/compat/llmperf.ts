import { type AnswerView, total } from './exchange-view.ts';
import { summaryStatistics } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of llmperf's token benchmark (ray-project/llmperf: token_benchmark_ray.py and
 * src/llmperf/ray_clients/openai_chat_completions_client.py, commit f1d6bed). Times are seconds.
 *
 * The inter-token latency is the sum of all gaps, TTFT included as the first, over the number of
 * chunks: (last content - start) / chunks. Latency ends with the stream. Throughput = output tokens
 * / latency; overall, their sum / wall time. Quantiles and standard deviation as in pandas: linear
 * interpolation, sample.
 */
export const llmperf: ToolView = {
  name: 'llmperf',
  source: '`token_benchmark_ray.py` (ray-project/llmperf, read at f1d6bed)',
  notes: [
    'Its inter-token latency holds the wait for the first token and is divided by chunks, of which there may be fewer than tokens: it comes out large twice over.',
    'It counts every data line as a chunk, the role, finish and usage lines too; those are not in samples, so it would print somewhat less here.',
    'Output tokens are the service’s count; llmperf counts with the Llama tokenizer whatever the model.',
    'It opens a new connection for each request, inside its TTFT; these requests kept theirs.',
  ],
  lines({ answers, failures, start, end }) {
    const wall = end - start;
    const outputs = answers.map(({ output }) => output ?? 0);
    return [
      ...section('inter_token_latency_s', answers.map(interToken)),
      ...section(
        'ttft_s',
        answers.map(({ firstVisible, sent }) => firstVisible - sent),
      ),
      ...section('end_to_end_latency_s', answers.map(latency)),
      ...section(
        'request_output_throughput_token_per_s',
        answers.map((answer) => (answer.output ?? 0) / latency(answer)),
      ),
      ...section(
        'number_input_tokens',
        answers.map(({ input }) => input),
      ),
      ...section('number_output_tokens', outputs),
      `Number Of Errored Requests: ${failures.length}`,
      `Overall Output Throughput: ${figure(total(outputs) / wall)}`,
      `Number Of Completed Requests: ${answers.length}`,
      `Completed Requests Per Minute: ${figure((answers.length / wall) * 60)}`,
    ];
  },
};

function latency({ end, sent }: AnswerView): number {
  return end - sent;
}

function interToken({ lastToken, sent, chunks, output }: AnswerView): number {
  return output === undefined || output === 0 ? 0 : (lastToken - sent) / Math.max(1, chunks);
}

function section(name: string, values: readonly number[]): readonly string[] {
  const { mean, min, max, sampleDeviation, quantile } = summaryStatistics(values);
  return [
    name,
    ...[25, 50, 75, 90, 95, 99].map((p) => `    p${p} = ${figure(quantile(p / 100))}`),
    `    mean = ${figure(mean)}`,
    `    min = ${figure(min)}`,
    `    max = ${figure(max)}`,
    `    stddev = ${figure(sampleDeviation)}`,
  ];
}

/** Formats a figure with six digits; llmperf prints all of a double. */
function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : 'nan';
}
