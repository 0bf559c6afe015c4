import type { FitObservation } from '../../../src/plan/fit/observation.ts';
import { createRandom } from '../../../src/random/random.ts';
import { createServing } from '../../../src/serving/create-serving.ts';
import type { Profile } from '../../../src/serving/profiles/profile.ts';
import { simulate } from '../../../src/serving/simulate.ts';

/** Simulates the measurements of a run at a rising rate on a server with known parameters. */
export function measured(profile: Profile, n: number, rate: number): FitObservation[] {
  const random = createRandom(7, 'arrivals');
  let at = 0;
  const jobs = Array.from({ length: n }, (_, id) => {
    at -= (Math.log(1 - random()) * 1000) / (rate * (0.2 + (1.6 * id) / n));
    const inputTokens = 200 + Math.floor(random() * 3000);
    return { id, at, inputTokens, outputTokens: 20 + Math.floor(random() * 300) };
  });
  const serving = createServing(profile, createRandom(3, 'service'), { emissions: 'edges' });
  const { jobs: served } = simulate(serving, jobs);
  return jobs.map(({ id, at: sent, inputTokens, outputTokens }) => {
    const { firstToken, end } = served[id] ?? { firstToken: Number.NaN, end: Number.NaN };
    return {
      at: sent,
      inputTokens,
      outputTokens,
      cachedTokens: 0,
      ttft: firstToken - sent,
      tpot: (end - firstToken) / (outputTokens - 1),
    };
  });
}
