import { Engine } from '../../serving/engine/engine.ts';
import type { EngineKnobs, EngineProfile } from '../../serving/profiles/profile.ts';
import { simulate } from '../../serving/simulate.ts';
import { nelderMead } from '../../statistics/nelder-mead.ts';
import type { FitObservation } from './observation.ts';
import { quantile, robustDeviation } from './quantile.ts';

/**
 * Maximum simulated jobs: enough to separate the parameters, few enough to simulate hundreds of
 * times.
 */
const MAX_JOBS = 800;
const EVALUATIONS = 350;

/** vLLM's defaults, which cannot be identified from the client's times. */
const DEFAULTS = { maxSequences: 256, batchTokens: 8192 };

/** Fitted parameters, searched as logarithms because all are positive and of any magnitude. */
const SEARCHED = [
  'stepBase',
  'perPrefillToken',
  'perSequence',
  'perContextKilotoken',
  'overhead',
  'kvTokens',
] as const satisfies readonly (keyof EngineKnobs)[];

/** Parameters of one batching replica, and those not determined by the data. */
export interface EngineFit {
  readonly knobs: EngineKnobs;
  readonly assumed: readonly (keyof EngineKnobs)[];
}

/**
 * Fits an engine by least absolute error of the logarithms of time to first token and time per
 * token: a simplex search varies the parameters and simulates the observed arrivals each time. All
 * observations are load; only every second one enters the error.
 */
export function fitEngine(observations: readonly FitObservation[]): EngineFit {
  const load = observations.slice(0, MAX_JOBS);
  const start = guess(load);
  const found = nelderMead(
    (logs) => loss(replay(knobsOf(logs), load), load),
    SEARCHED.map((knob) => Math.log(start[knob])),
    { steps: SEARCHED.map(() => 0.5), evaluations: EVALUATIONS },
  );
  const knobs = knobsOf(found.at);
  const needed = peakTokens(load);
  return {
    knobs: { ...knobs, overheadSigma: scatter(replay(knobs, load), load, knobs.overhead) },
    assumed: [
      'maxSequences',
      'batchTokens',
      'stepSigma',
      // A cache that was never full may have any size above this.
      ...(knobs.kvTokens > needed ? (['kvTokens'] as const) : []),
    ],
  };
}

function guess(load: readonly FitObservation[]): EngineKnobs {
  const tpots = load.flatMap(({ tpot }) => (tpot === undefined ? [] : [tpot]));
  const fastest = quantile(
    load.map(({ ttft }) => ttft),
    0.05,
  );
  return {
    stepBase: Math.max(0.1, 0.8 * quantile(tpots, 0.05)),
    perPrefillToken: 0.05,
    perSequence: 0.1,
    perContextKilotoken: 0.05,
    overhead: Math.max(0.1, 0.3 * fastest),
    kvTokens: 2 * peakTokens(load),
    ...DEFAULTS,
    overheadSigma: 0,
    stepSigma: 0,
  };
}

function knobsOf(logs: readonly number[]): EngineKnobs {
  const value = (knob: (typeof SEARCHED)[number]): number =>
    Math.exp(logs[SEARCHED.indexOf(knob)] ?? Number.NaN);
  return {
    stepBase: value('stepBase'),
    perPrefillToken: value('perPrefillToken'),
    perSequence: value('perSequence'),
    perContextKilotoken: value('perContextKilotoken'),
    overhead: value('overhead'),
    kvTokens: Math.ceil(value('kvTokens')),
    ...DEFAULTS,
    overheadSigma: 0,
    stepSigma: 0,
  };
}

function replay(knobs: EngineKnobs, load: readonly FitObservation[]) {
  const profile: EngineProfile = {
    name: 'fit',
    mode: 'engine',
    provenance: { status: 'assumed', source: 'A search on its way.' },
    quota: {},
    ...knobs,
  };
  const engine = new Engine(profile, () => 0.5, { emissions: 'edges' });
  const jobs = load.map((observation, id) => ({ id, ...observation }));
  return simulate(engine, jobs).jobs.map(({ at, firstToken, end }) => ({
    ttft: firstToken - at,
    decodeTime: end - firstToken,
  }));
}

function loss(predicted: ReturnType<typeof replay>, load: readonly FitObservation[]): number {
  let sum = 0;
  for (const [n, { ttft, tpot, outputTokens }] of load.entries()) {
    const simulated = predicted[n];
    if (n % 2 === 1 || simulated === undefined) continue;
    sum += Math.abs(Math.log(simulated.ttft / Math.max(ttft, 0.1)));
    if (tpot !== undefined && tpot > 0) {
      sum += Math.abs(Math.log(simulated.decodeTime / (outputTokens - 1) / tpot));
    }
  }
  return sum;
}

/**
 * Returns the overhead's sigma that explains the deviation of first tokens from the simulated ones.
 */
function scatter(
  predicted: ReturnType<typeof replay>,
  load: readonly FitObservation[],
  overhead: number,
): number {
  const deviations = load.map(({ ttft }, n) => ttft - (predicted[n]?.ttft ?? ttft));
  return Math.sqrt(Math.log(1 + (robustDeviation(deviations) / overhead) ** 2));
}

/** Returns the peak number of tokens in the server, as inferred from the answers. */
function peakTokens(load: readonly FitObservation[]): number {
  const changes = load.flatMap(({ at, ttft, tpot = 0, inputTokens, outputTokens }) => {
    const tokens = inputTokens + outputTokens;
    return [
      { at, tokens },
      { at: at + ttft + tpot * (outputTokens - 1), tokens: -tokens },
    ];
  });
  let now = 0;
  let peak = 1;
  for (const { tokens } of changes.toSorted((a, b) => a.at - b.at)) {
    now += tokens;
    peak = Math.max(peak, now);
  }
  return peak;
}
