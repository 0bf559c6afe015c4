import { setMaxListeners } from 'node:events';
import type { Query } from '../../dataset/query/query.ts';
import type { Reply, Target } from '../../target/contract/target.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';
import { monitorProcess } from '../request/process-health.ts';

/** Replies of a calibration server under a steady load. */
export interface CalibrationRun {
  /** All replies, those of the warm-up included, in clock times. */
  readonly replies: readonly Reply[];
  /** Clock time at which measuring starts: the load is complete and the code is warm. */
  readonly start: Milliseconds;
  readonly stop: Milliseconds;
  /** Duration of an answer, milliseconds. */
  readonly answer: Milliseconds;
  /** Health of the client process in that time. */
  readonly health: ProcessHealth;
  /** Offset from clock times to the machine's monotonic times, milliseconds. */
  readonly origin: Milliseconds;
}

/** Load of a calibration: concurrent streams, and tokens per second of each. */
export interface CalibrationLoad {
  readonly streams: number;
  readonly tokensPerSecond: number;
}

/** Query of calibrations; about as long as a question with two passages. */
export const CALIBRATION_QUERY: Query = {
  id: 'metronome',
  messages: [{ role: 'user', text: 'What o’clock is it, to the nanosecond? '.repeat(25) }],
  maxTokens: 1000,
  context: [],
  tags: {},
  row: {},
};

/** Time after its expected end at which a stream is aborted and counts as failed. */
const PATIENCE: Milliseconds = 20_000;

/**
 * Returns the number of tokens, and their interval, of an answer of one second, or of `seconds` if
 * shorter.
 */
export function tokenSchedule(
  { tokensPerSecond }: CalibrationLoad,
  seconds: number,
): { readonly tokens: number; readonly interval: Milliseconds } {
  const tokens = Math.round(tokensPerSecond * Math.min(1, seconds));
  return { tokens: Math.max(2, tokens), interval: 1000 / tokensPerSecond };
}

/**
 * Keeps `streams` answers in flight for `seconds`, after a warm-up of two answers' time. The
 * streams start at scattered times within one answer's time: started together, or at distances of
 * whole tokens, their tokens would arrive in bursts.
 */
export async function runCalibration(
  target: Target,
  load: CalibrationLoad & { readonly seconds: number },
  clock: Clock,
): Promise<CalibrationRun> {
  const { tokens, interval } = tokenSchedule(load, load.seconds);
  const answer = tokens * interval;
  const begin = clock.now();
  const start = begin + 2 * answer;
  const stop = start + load.seconds * 1000;
  const replies: Reply[] = [];
  const patience = new AbortController();
  // Every request in flight adds a listener; that is no leak.
  setMaxListeners(0, patience.signal);
  const limit = setTimeout(() => patience.abort('timeout'), stop + answer + PATIENCE - begin);

  async function stream(number: number): Promise<void> {
    await clock.sleepUntil(begin + staggered(number) * answer);
    while (clock.now() < stop && !patience.signal.aborted) {
      replies.push(
        await target.ask(CALIBRATION_QUERY, { clock, signal: patience.signal, metadata: {} }),
      );
    }
  }

  async function watch(): Promise<Pick<CalibrationRun, 'start' | 'stop' | 'health'>> {
    await timer(start - clock.now());
    const first = clock.now();
    const stopWatch = monitorProcess();
    await timer(stop - first);
    return { start: first, stop: clock.now(), health: stopWatch() };
  }

  try {
    const [watched] = await Promise.all([
      watch(),
      ...Array.from({ length: load.streams }, (_, number) => stream(number)),
    ]);
    return { ...watched, answer, replies, origin: monotonicOrigin(clock) };
  } finally {
    clearTimeout(limit);
  }
}

/** Returns the n-th point of a sequence that fills 0 to 1 evenly (Weyl's sequence of 1/φ). */
export function staggered(number: number): number {
  return (number * 0.618_033_988_749_895) % 1;
}

/** Waits by a timer: the clock's own sleep polls the event loop in its last millisecond. */
function timer(ms: Milliseconds): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Returns the offset of the monotonic clock: the smallest of several differences has the least
 * reading time in it.
 */
function monotonicOrigin(clock: Clock): Milliseconds {
  const differences = Array.from({ length: 100 }, () => {
    const now = clock.now();
    return Number(process.hrtime.bigint()) / 1e6 - now;
  });
  return Math.min(...differences);
}
