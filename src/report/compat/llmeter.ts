import { type AnswerView, least, most, total } from './exchange-view.ts';
import { summaryStatistics } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of LLMeter's `Result.stats` after a run (awslabs/llmeter: llmeter/utils.py, runner.py and
 * endpoints/bedrock.py, commit 1c0a6e1). Times are seconds.
 *
 * TTFT = first visible text - start; time to last token ends with the last content. TPOT = (TTLT -
 * TTFT) / (output tokens - 1). Requests per minute = all requests, failures included, over the time
 * from the first send to the last; output tokens per second are over the time to the end.
 * Percentiles: p50 is the median, p90 and p99 as in Python's `statistics.quantiles`, exclusive.
 */
export const llmeter: ToolView = {
  name: 'llmeter',
  source: '`llmeter` Result.stats (awslabs/llmeter, read at 1c0a6e1)',
  notes: [
    'Its p99 of fewer than 99 answers lies above the slowest of them: the exclusive method goes on past the last value.',
    'requests_per_minute is over the time in which requests were sent, and shrinks when the same result is loaded from disk.',
    'TTFT is of visible text, output tokens hold reasoning: the TPOT of a reasoning model comes out too small.',
    'Its SDK retries up to twice inside the times; here each attempt stands alone.',
  ],
  lines({ answers, failures, end }) {
    const sends = [
      ...answers.map(({ sent }) => sent),
      ...failures.map((sample) => (sample.stamps.sent ?? sample.due) / 1000),
    ];
    const window = most(sends) - least(sends);
    const input = total(answers.map((answer) => answer.input));
    const output = total(answers.map((answer) => answer.output ?? 0));
    const run = end - least(sends);
    return [
      stat('failed_requests', failures.length),
      stat('failed_requests_rate', failures.length / sends.length),
      stat('total_input_tokens', input),
      stat('total_output_tokens', output),
      ...stats('time_to_last_token', answers.map(last)),
      ...stats('time_to_first_token', answers.map(first)),
      ...stats('time_per_output_token', answers.flatMap(perToken)),
      ...stats(
        'num_tokens_output',
        answers.flatMap((answer) => answer.output ?? []),
      ),
      ...stats(
        'num_tokens_input',
        answers.map((answer) => answer.input),
      ),
      stat('requests_per_minute', (sends.length * 60) / window),
      stat('average_input_tokens_per_minute', (input * 60) / window),
      stat('average_output_tokens_per_minute', (output * 60) / run),
      stat('output_tps', output / run),
    ];
  },
};

function first({ firstVisible, sent }: AnswerView): number {
  return firstVisible - sent;
}

function last({ lastToken, sent }: AnswerView): number {
  return lastToken - sent;
}

function perToken(answer: AnswerView): readonly number[] {
  const { output = 0 } = answer;
  return output > 1 ? [(last(answer) - first(answer)) / (output - 1)] : [];
}

function stats(name: string, values: readonly number[]): readonly string[] {
  if (values.length === 0) return [];
  const { mean, quantile, exclusive } = summaryStatistics(values);
  return [
    stat(`${name}-average`, mean),
    stat(`${name}-p50`, quantile(0.5)),
    stat(`${name}-p90`, exclusive(0.9)),
    stat(`${name}-p99`, exclusive(0.99)),
  ];
}

function stat(name: string, value: number): string {
  const figure = Number.isFinite(value) ? String(Number(value.toPrecision(6))) : 'n/a';
  return `${`${name}:`.padEnd(36)}${figure}`;
}
