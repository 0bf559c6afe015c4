import type { Sample } from '../../sample/sample.ts';

/** One target's measured exchanges, as input to other tools' formulas. Times are seconds. */
export interface ExchangeView {
  /** Kind of the target, as in the scenario. */
  readonly kind: string;
  readonly answers: readonly AnswerView[];
  /** Exchanges that were sent and failed. */
  readonly failures: readonly Sample[];
  /** Due time of the first exchange, and end of the last one, failures included. */
  readonly start: number;
  readonly end: number;
}

/** One complete answer; times are seconds since the start of the run. */
export interface AnswerView {
  readonly sent: number;
  readonly firstEvent: number;
  /** First token of any kind, reasoning included, and first visible one. */
  readonly firstToken: number;
  readonly firstVisible: number;
  readonly lastToken: number;
  readonly end: number;
  readonly chunks: number;
  readonly input: number;
  /** Output tokens; undefined if not reported. */
  readonly output: number | undefined;
  readonly reasoning: number;
}

export function answersOf(samples: readonly Sample[], kind: string): ExchangeView {
  const sent = samples.filter(({ outcome }) => outcome !== 'dropped');
  return {
    kind,
    answers: sent.filter(({ outcome }) => outcome === 'ok').map(onMessage),
    failures: sent.filter(({ outcome }) => outcome !== 'ok'),
    start: seconds(least(sent.map(({ due }) => due))),
    end: seconds(most(sent.map(({ end }) => end))),
  };
}

/** Returns the minimum; Math.min has a limit on its number of arguments. */
export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

export function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

export function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Converts a sample. For a body received at once, all times are its end. */
function onMessage({ stamps, end, due, chunks, tokens }: Sample): AnswerView {
  const lastToken = stamps.lastToken ?? end;
  const firstVisible = stamps.firstVisible ?? lastToken;
  const firstToken = stamps.firstToken ?? firstVisible;
  const { input = 0, cacheRead = 0, cacheWrite = 0, output, reasoning = 0 } = tokens;
  return {
    sent: seconds(stamps.sent ?? due),
    firstEvent: seconds(stamps.firstEvent ?? firstToken),
    firstToken: seconds(firstToken),
    firstVisible: seconds(firstVisible),
    lastToken: seconds(lastToken),
    end: seconds(end),
    chunks,
    input: input + cacheRead + cacheWrite,
    output,
    reasoning,
  };
}

function seconds(ms: number): number {
  return ms / 1000;
}
