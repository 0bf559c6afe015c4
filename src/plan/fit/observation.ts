import { tpotOf } from '../../metrics/aggregates/measurement.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Timing and tokens of one streamed answer. */
export interface FitObservation {
  /** Send time of the last attempt, milliseconds from the run's start. */
  readonly at: Milliseconds;
  /** Input tokens, cached ones included. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** From sent to the first token, milliseconds. */
  readonly ttft: Milliseconds;
  /** Time per streamed token, milliseconds; absent for fewer than two or an unknown number. */
  readonly tpot?: Milliseconds;
}

/** Returns the observations of a target's `ok` answers in send order, without warm-up. */
export function observationsOf(samples: Iterable<Sample>, target: string): FitObservation[] {
  const observations: FitObservation[] = [];
  for (const sample of samples) {
    if (sample.target !== target || sample.phase === 'warmup' || sample.outcome !== 'ok') continue;
    const observation = observe(sample);
    if (observation !== undefined) observations.push(observation);
  }
  return observations.toSorted((a, b) => a.at - b.at);
}

/** Returns undefined for an answer without first-token time or token counts. */
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
