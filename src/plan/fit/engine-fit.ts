import { createEngine } from '../../serving/engine/engine.ts';
import type { EngineKnobs, EngineProfile } from '../../serving/profiles/profile.ts';
import { simulate } from '../../serving/simulate.ts';
import { nelderMead } from '../../statistics/nelder-mead.ts';
import type { FitObservation } from './observation.ts';
import { quantile, robustDeviation } from './quantile.ts';

/** Enough to tell knobs apart, few enough to simulate hundreds of times. */
const MOST_JOBS = 800;
const EVALUATIONS = 350;

/** vLLM's defaults; nothing in the client's times tells them apart from others. */
const DEFAULTS = { maxSequences: 256, batchTokens: 8192 };

/** The knobs that are searched for, as logarithms: all of them are above zero, of any size. */
const SEARCHED = [
  'stepBase',
  'perPrefillToken',
  'perSequence',
  'perContextKilotoken',
  'overhead',
  'kvTokens',
] as const satisfies readonly (keyof EngineKnobs)[];

/** An engine fit is the knobs of one batching replica, and those of them that nothing told. */
export interface EngineFit {
  readonly knobs: EngineKnobs;
  readonly assumed: readonly (keyof EngineKnobs)[];
}

/**
 * Fits by least absolute error of the logarithms of time to first token and time per token: the
 * engine is sent the very arrivals that were observed, again and again, while a simplex search turns
 * its knobs. Only every second observation is looked at; all of them are its load.
 */
export function fitEngine(observations: readonly FitObservation[]): EngineFit {
  const load = observations.slice(0, MOST_JOBS);
  const start = guess(load);
  const found = nelderMead(
    (logs) => loss(replay(knobsOf(logs), load), load),
    SEARCHED.map((knob) => Math.log(start[knob])),
    { steps: SEARCHED.map(() => 0.5), evaluations: EVALUATIONS },
  );
  const knobs = knobsOf(found.at);
  const needed = most(load);
  return {
    knobs: { ...knobs, overheadSigma: scatter(replay(knobs, load), load, knobs.overhead) },
    assumed: [
      'maxSequences',
      'batchTokens',
      'stepSigma',
      // A cache that was never full could be of any size above this.
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
    kvTokens: 2 * most(load),
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
  const engine = createEngine(profile, () => 0.5, { emissions: 'edges' });
  const jobs = load.map((observation, id) => ({ id, ...observation }));
  return simulate(engine, jobs).jobs.map(({ at, firstToken, end }) => ({
    ttft: firstToken - at,
    lasts: end - firstToken,
  }));
}

function loss(predicted: ReturnType<typeof replay>, load: readonly FitObservation[]): number {
  let sum = 0;
  for (const [n, { ttft, tpot, outputTokens }] of load.entries()) {
    const made = predicted[n];
    if (n % 2 === 1 || made === undefined) continue;
    sum += Math.abs(Math.log(made.ttft / Math.max(ttft, 0.1)));
    if (tpot !== undefined && tpot > 0) {
      sum += Math.abs(Math.log(made.lasts / (outputTokens - 1) / tpot));
    }
  }
  return sum;
}

/** The scatter of the overhead that explains how far first tokens lie from where the engine has them. */
function scatter(
  predicted: ReturnType<typeof replay>,
  load: readonly FitObservation[],
  overhead: number,
): number {
  const apart = load.map(({ ttft }, n) => ttft - (predicted[n]?.ttft ?? ttft));
  return Math.sqrt(Math.log(1 + (robustDeviation(apart) / overhead) ** 2));
}

/** The most tokens that were in the server at once, as far as the answers tell. */
function most(load: readonly FitObservation[]): number {
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
