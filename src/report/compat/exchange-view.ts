import type { Sample } from '../../sample/sample.ts';

/** An ExchangeView is one target's measured exchanges as other tools see them. Times are seconds. */
export interface ExchangeView {
  /** The kind of the target, as a scenario names it. */
  readonly kind: string;
  readonly answers: readonly AnswerView[];
  /** Exchanges that were sent and did not end `ok`. */
  readonly failures: readonly Sample[];
  /** When the first exchange was due, and when the last one ended, failures included. */
  readonly start: number;
  readonly end: number;
}

/** One whole answer: instants in seconds from the run's start. */
export interface AnswerView {
  readonly sent: number;
  readonly firstEvent: number;
  /** Of any kind, reasoning included; then the first that is visible. */
  readonly firstToken: number;
  readonly firstVisible: number;
  readonly lastToken: number;
  readonly end: number;
  readonly chunks: number;
  readonly input: number;
  /** Undefined when nobody counted. */
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

/** The smallest of many values; Math.min takes only so many arguments. */
export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

export function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

export function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Where a body came in one piece all its instants are its end. */
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
