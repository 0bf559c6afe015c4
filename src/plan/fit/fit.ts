import { Problem } from '../../problem/problem.ts';
import { createRandom } from '../../random/random.ts';
import { createServing } from '../../serving/create-serving.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import { simulate } from '../../serving/simulate.ts';
import { fitEngine } from './engine-fit.ts';
import type { FitObservation } from './observation.ts';
import { fitPooled } from './pooled-fit.ts';
import { quantile } from './quantile.ts';

/** A profile fitted to a measured run, and its accuracy. */
export interface Fit {
  readonly profile: Profile;
  /** Number of answers, half of them for fitting and half for its errors. */
  readonly observations: number;
  readonly errors: readonly FitError[];
  /** Mean of the errors, from 0; may exceed 1. */
  readonly meanError: number;
}

/** One percentile as measured and as simulated, milliseconds. */
export interface FitError {
  readonly metric: 'ttft' | 'tpot';
  readonly percentile: 50 | 95;
  readonly measured: number;
  readonly fitted: number;
  /** |fitted - measured| / measured. */
  readonly error: number;
}

export interface FitOptions {
  readonly name: string;
  readonly mode: Profile['mode'];
  /** Description of the measurement, as a sentence. */
  readonly source: string;
  readonly seed: number;
}

/** Minimum observations: fewer do not determine a p95, half of them even less. */
const MIN_OBSERVATIONS = 60;

/**
 * Fits a profile to every second observation and compares it with the others, both under the load
 * of all. Throws a Problem for too few.
 */
export function fit(observations: readonly FitObservation[], options: FitOptions): Fit {
  if (observations.length < MIN_OBSERVATIONS) {
    throw new Problem(
      `Only ${observations.length} answers tell when their first token came and how many tokens they had; a fit needs ${MIN_OBSERVATIONS}.`,
      { remedy: 'Measure with stream: true, for longer, on a target that reports its tokens.' },
    );
  }
  const profile = profileOf(observations, options);
  const errors = errorsOf(profile, observations, options.seed);
  return {
    profile,
    observations: observations.length,
    errors,
    meanError: errors.reduce((sum, { error }) => sum + error, 0) / errors.length,
  };
}

function profileOf(
  observations: readonly FitObservation[],
  { name, mode, source }: FitOptions,
): Profile {
  const provenance = { status: 'measured', source } as const;
  if (mode === 'pooled') {
    const fitted = observations.filter((_, n) => n % 2 === 0);
    return { name, mode, provenance, quota: {}, ...fitPooled(fitted) };
  }
  const { knobs, assumed } = fitEngine(observations);
  return { name, mode, provenance: { ...provenance, assumed }, quota: {}, ...knobs };
}

function errorsOf(
  profile: Profile,
  observations: readonly FitObservation[],
  seed: number,
): FitError[] {
  const serving = createServing(profile, createRandom(seed, 'service', 'fit'), {
    emissions: 'edges',
  });
  const twins = simulate(
    serving,
    observations.map((observation, id) => ({ id, ...observation })),
  ).jobs;
  const measured = { ttft: [] as number[], tpot: [] as number[] };
  const fitted = { ttft: [] as number[], tpot: [] as number[] };
  for (const [n, { ttft, tpot, outputTokens }] of observations.entries()) {
    const twin = twins[n];
    if (n % 2 === 0 || twin === undefined) continue;
    measured.ttft.push(ttft);
    fitted.ttft.push(twin.firstToken - twin.at);
    if (tpot === undefined) continue;
    measured.tpot.push(tpot);
    fitted.tpot.push((twin.end - twin.firstToken) / (outputTokens - 1));
  }
  return (['ttft', 'tpot'] as const)
    .filter((metric) => measured[metric].length > 0)
    .flatMap((metric) =>
      ([50, 95] as const).map((percentile) => {
        const real = quantile(measured[metric], percentile / 100);
        const made = quantile(fitted[metric], percentile / 100);
        return {
          metric,
          percentile,
          measured: real,
          fitted: made,
          error: Math.abs(made - real) / real,
        };
      }),
    );
}
