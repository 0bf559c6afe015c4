import { type AnswerView, least, most, type ExchangeView, total } from './exchange-view.ts';
import { weightedQuantile } from './summary-statistics.ts';
import type { ToolView } from './tool-view.ts';

/**
 * Figures of guidellm's console (vllm-project/guidellm: src/guidellm/schemas/request_stats.py,
 * statistics.py and benchmark/outputs/console.py, commit ee7a774).
 *
 * TTFT = first token - start, reasoning included; TTFOT = first token that is not reasoning -
 * start. TPOT = (last token - start) / output tokens, with the wait for the first token, weighted
 * by output tokens. ITL = (last - first) / (output tokens - 1), which other tools call TPOT,
 * weighted by output tokens - 1. Latency ends with the response. Percentiles: the first value at
 * which the cumulative weight reaches p. Rates: a sum over the time from its first event to its
 * last.
 */
export const guidellm: ToolView = {
  name: 'guidellm',
  source: '`guidellm benchmark` (vllm-project/guidellm, read at ee7a774)',
  notes: [
    'TPOT includes the wait for the first token; ITL is what other tools call TPOT.',
    'TPOT and ITL weigh each answer by its tokens, so long answers count more.',
    'Token rates span from the first token event to the last, request rates the whole run.',
    'guidellm reads the wall clock; these are the monotonic stamps of this run.',
  ],
  lines(passage) {
    const { answers } = passage;
    return [
      'Request Token Statistics (Completed Requests)        Mdn        p95',
      row('Input Tok Per Req', even(answers.map(({ input }) => input))),
      row('Output Tok Per Req', even(answers.map(outputOf))),
      row('Total Tok Per Req', even(answers.map((each) => each.input + outputOf(each)))),
      '',
      'Request Latency Statistics (Completed Requests)      Mdn        p95',
      row('Request Latency Sec', even(answers.map(({ end, sent }) => end - sent))),
      row('TTFT ms', even(answers.map(({ firstToken, sent }) => 1000 * (firstToken - sent)))),
      row('TTFOT ms', even(answers.map(({ firstVisible, sent }) => 1000 * (firstVisible - sent)))),
      row('ITL ms', answers.map(interToken)),
      row('TPOT ms', answers.map(perToken)),
      '',
      'Server Throughput Statistics (All Requests)         Mean',
      mean('Requests Per Sec', requestRate(passage)),
      mean('Requests Concurrency', concurrency(passage)),
      mean('Input Tokens Per Sec', tokenRate(answers.map(promptEvent))),
      mean('Output Tokens Per Sec', tokenRate(answers.flatMap(outputEvents))),
    ];
  },
};

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Returns the output tokens; without a count guidellm uses the number of chunks. */
function outputOf({ output, chunks }: AnswerView): number {
  return output ?? chunks;
}

function even(values: readonly number[]): readonly Weighted[] {
  return values.map((value) => ({ value, weight: 1 }));
}

function interToken(answer: AnswerView): Weighted {
  const gaps = outputOf(answer) - 1;
  const time = answer.lastToken - answer.firstToken;
  return { value: gaps > 0 ? (1000 * time) / gaps : 0, weight: Math.max(0, gaps) };
}

function perToken(answer: AnswerView): Weighted {
  const output = outputOf(answer);
  const time = answer.lastToken - answer.sent;
  return { value: output > 0 ? (1000 * time) / output : 0, weight: output };
}

/**
 * Returns completed requests per second, failures included, over the time from the first due
 * request to the last end.
 */
function requestRate({ answers, failures, start, end }: ExchangeView): number {
  return (answers.length + failures.length) / (end - start);
}

function concurrency({ answers, failures, start, end }: ExchangeView): number {
  const held = failures.map((sample) => (sample.end - (sample.stamps.sent ?? sample.end)) / 1000);
  return (total(answers.map((each) => each.end - each.sent)) + total(held)) / (end - start);
}

interface TokenEvent {
  readonly at: number;
  readonly tokens: number;
}

function promptEvent({ firstToken, input }: AnswerView): TokenEvent {
  return { at: firstToken, tokens: input };
}

/**
 * Returns the events at first and last token; for a mean rate the tokens between are irrelevant.
 */
function outputEvents(answer: AnswerView): readonly TokenEvent[] {
  return [
    { at: answer.firstToken, tokens: 0 },
    { at: answer.lastToken, tokens: outputOf(answer) },
  ];
}

function tokenRate(events: readonly TokenEvent[]): number {
  const times = events.map(({ at }) => at);
  return total(events.map(({ tokens }) => tokens)) / (most(times) - least(times));
}

function row(label: string, values: readonly Weighted[]): string {
  // Where the total weight is 0, guidellm prints 0.
  const figures = [0.5, 0.95].map((p) =>
    (weightedQuantile(values, p) || 0).toFixed(1).padStart(11),
  );
  return label.padEnd(45) + figures.join('');
}

function mean(label: string, value: number): string {
  return label.padEnd(45) + (Number.isFinite(value) ? value.toFixed(1) : 'n/a').padStart(11);
}
