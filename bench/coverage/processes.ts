import { standardNormal } from '../../src/random/normal.ts';
import { createRandom, type Random } from '../../src/random/random.ts';
import { Engine } from '../../src/serving/engine/engine.ts';
import type { EngineProfile } from '../../src/serving/profiles/profile.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { type Simulation, simulate } from '../../src/serving/simulate.ts';

/** A Process makes series in order of time whose true distribution is known. */
export interface Process {
  readonly name: string;
  /** One stretch of the process as it is in the long run. */
  run(n: number, random: Random): Float64Array;
  /** A sample so long that it stands for the truth, by closed form where there is one. */
  truth(random: Random): Float64Array;
}

const LONG = 2_000_000;

/** Latencies that know nothing of each other: lognormal, as those of a pooled service. */
export const independent: Process = {
  name: 'independent, lognormal',
  run: (n, random) => Float64Array.from({ length: n }, () => Math.exp(standardNormal(random) / 2)),
  truth: (random) => independent.run(LONG, random),
};

/** A first-order autoregression of log-latencies. */
export function autoregression(rho: number): Process {
  const run: Process['run'] = (n, random) => {
    let x = standardNormal(random);
    return Float64Array.from({ length: n }, () => {
      x = rho * x + Math.sqrt(1 - rho * rho) * standardNormal(random);
      return Math.exp(x / 2);
    });
  };
  return { name: `AR(1), rho ${rho}`, run, truth: (random) => run(LONG, random) };
}

/** Times in an M/M/1 queue by Lindley's recursion, from its steady state; they are exponential. */
export function singleServer(load: number): Process {
  return {
    name: `M/M/1, load ${load}`,
    run(n, random) {
      const exponential = () => -Math.log(1 - random());
      let wait = random() < load ? exponential() / (1 - load) : 0;
      return Float64Array.from({ length: n }, () => {
        const stay = wait + exponential();
        wait = Math.max(0, stay - exponential() / load);
        return stay;
      });
    },
    truth: () =>
      Float64Array.from({ length: 100_000 }, (_, i) => -Math.log(1 - (i + 0.5) / 1e5) / (1 - load)),
  };
}

/** Latencies of our own engine at a share of its highest rate; each run is a stretch of a long one. */
export function engine(load: number, runs: number, length: number): Process {
  const profile = profileNamed('llama-70b-h100x2');
  if (profile.mode !== 'engine') throw new Error('The profile is of no engine.');
  const warming = 3000;
  const highest = 5000 / serve(profile, 1e6, 5000).end;
  const { jobs } = serve(profile, load * highest, runs * length + warming);
  const all = Float64Array.from(jobs.slice(warming), ({ at, end }) => end - at);
  let next = 0;
  return {
    name: `our engine, load ${load}`,
    run(n) {
      const start = (next++ % runs) * length;
      return all.slice(start, start + n);
    },
    truth: () => all,
  };
}

/** Poisson arrivals of 1,000 tokens in and 200 out on the mean; `rate` a millisecond. */
function serve(profile: EngineProfile, rate: number, count: number): Simulation {
  const random = createRandom(1, 'arrivals');
  const around = (mean: number) =>
    Math.max(2, Math.round(mean * Math.exp(0.4 * standardNormal(random) - 0.08)));
  let at = 0;
  const jobs = Array.from({ length: count }, (_, id) => {
    at -= Math.log(1 - random()) / rate;
    return { id, at, inputTokens: around(1000), outputTokens: around(200) };
  });
  return simulate(new Engine(profile, createRandom(1, 'service'), { emissions: 'edges' }), jobs);
}

/**
 * Failures in bursts: a chain of a good and a bad state, in which nothing or everything fails (E. N.
 * Gilbert, "Capacity of a burst-noise channel", Bell System Technical Journal 39, 1960).
 */
export function bursts(share: number, length: number): Process {
  const leave = 1 / length;
  const enter = (leave * share) / (1 - share);
  return {
    name: `failures, ${100 * share} %, ${leave + enter >= 1 ? 'independent' : `in bursts of ${length}`}`,
    run(n, random) {
      let bad = random() < share;
      return Float64Array.from({ length: n }, () => {
        const value = bad ? 1 : 0;
        bad = bad ? random() >= leave : random() < enter;
        return value;
      });
    },
    truth: () => Float64Array.of(share),
  };
}
