import { tpotOf } from '../../metrics/aggregates/measurement.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A FitObservation is what one streamed answer tells of the server behind it. */
export interface FitObservation {
  /** When it was sent, from the run's start. */
  readonly at: Milliseconds;
  /** Cached ones included. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** From sent to the first token. */
  readonly ttft: Milliseconds;
  /** Of a token that was streamed; absent for fewer than two, and where nobody knows how many. */
  readonly tpot?: Milliseconds;
}

/** The Observations of a target's good answers, in the order they were sent; warm-up left out. */
export function observationsOf(samples: Iterable<Sample>, target: string): FitObservation[] {
  const observations: FitObservation[] = [];
  for (const sample of samples) {
    if (sample.target !== target || sample.phase === 'warmup' || sample.outcome !== 'ok') continue;
    const observation = observe(sample);
    if (observation !== undefined) observations.push(observation);
  }
  return observations.toSorted((a, b) => a.at - b.at);
}

/** Undefined for an answer that did not stream, or whose tokens nobody counted. */
function observe(sample: Sample): FitObservation | undefined {
  const { stamps, attempts, tokens } = sample;
  const at = attempts.at(-1)?.sent ?? stamps.sent;
  const first = stamps.firstToken ?? stamps.firstVisible;
  const { input, output } = tokens;
  if (at === undefined || first === undefined) return undefined;
  if (input === undefined || output === undefined || output < 1) return undefined;
  const cachedTokens = tokens.cacheRead ?? 0;
  const tpot = tpotOf(sample);
  return {
    at,
    inputTokens: input + cachedTokens + (tokens.cacheWrite ?? 0),
    cachedTokens,
    outputTokens: output,
    ttft: first - at,
    ...(tpot === undefined ? {} : { tpot }),
  };
}
