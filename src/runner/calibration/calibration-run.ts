import { setMaxListeners } from 'node:events';
import type { Query } from '../../dataset/query/query.ts';
import type { Reply, Target } from '../../target/contract/target.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';
import { monitorProcess } from '../request/process-health.ts';

/** A CalibrationRun is what a target's answers from a metronome came to, under a steady load. */
export interface CalibrationRun {
  /** All that came, those of the first seconds too. Stamps are on the clock. */
  readonly replies: readonly Reply[];
  /** The measured time on the clock: the load is whole, and the code is warm. */
  readonly start: Milliseconds;
  readonly stop: Milliseconds;
  /** How long an answer lasts. */
  readonly answer: Milliseconds;
  /** How the process fared in it. */
  readonly health: ProcessHealth;
  /** What turns the clock's instants into the machine's monotonic ones, when added. */
  readonly origin: Milliseconds;
}

/** How much a rehearsal asks for at once, and how fast it is answered. */
export interface CalibrationLoad {
  readonly streams: number;
  readonly tokensPerSecond: number;
}

/** What the metronome is asked; about as long as a question with two passages. */
export const CALIBRATION_QUERY: Query = {
  id: 'metronome',
  messages: [{ role: 'user', text: 'What o’clock is it, to the nanosecond? '.repeat(25) }],
  maxTokens: 1000,
  context: [],
  tags: {},
  row: {},
};

/** A stream that has not ended this long after it should have is cut, and counts as failed. */
const PATIENCE: Milliseconds = 20_000;

/** How many tokens, at what distance, make an answer that lasts a second, or `seconds` if fewer. */
export function tokenSchedule(
  { tokensPerSecond }: CalibrationLoad,
  seconds: number,
): { readonly tokens: number; readonly interval: Milliseconds } {
  const tokens = Math.round(tokensPerSecond * Math.min(1, seconds));
  return { tokens: Math.max(2, tokens), interval: 1000 / tokensPerSecond };
}

/**
 * Keeps `streams` answers coming for so many seconds, and for two answers' time before, in which the
 * code gets warm. The streams start scattered over one answer's time: started together, or at even
 * distances of so many whole tokens, they would beat together, and the burst would be what is measured.
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
  // Every request in flight listens, and there is no leak in that.
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

/** Spreads the numbers from 0 evenly over 0 to 1, and over any part of it (Weyl's sequence of 1/φ). */
export function staggered(number: number): number {
  return (number * 0.618_033_988_749_895) % 1;
}

/** Not the clock's own sleep, which would yield to the loop without end in its last millisecond. */
function timer(ms: Milliseconds): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Between two readings lies the time of reading; the smallest of several is the nearest. */
function monotonicOrigin(clock: Clock): Milliseconds {
  const differences = Array.from({ length: 100 }, () => {
    const now = clock.now();
    return Number(process.hrtime.bigint()) / 1e6 - now;
  });
  return Math.min(...differences);
}
