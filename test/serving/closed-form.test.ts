import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { closedForm } from '../../src/serving/closed-form.ts';
import { Engine } from '../../src/serving/engine/engine.ts';
import type { EngineProfile } from '../../src/serving/profiles/profile.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { simulate } from '../../src/serving/simulate.ts';
import { plainEngine } from './plain-engine.ts';

const names = ['llama-70b-h100x2', 'llama-70b-h100x8', 'llama-8b-h100', 'llama-8b-l4x4'];

describe('closed form', () => {
  it('the closed form follows its formulas', () => {
    const profile: EngineProfile = {
      ...plainEngine,
      stepBase: 10,
      perPrefillToken: 0.1,
      perSequence: 1,
      perContextKilotoken: 2,
      kvTokens: 12_000,
      overhead: 40,
    };
    // k = 1 + 2 * 1.1 = 3.2 ms; w = 100 + 640 = 740 ms; N = 10.
    const { utilisation, maxRunning, maxRate, steady } = closedForm(profile, {
      input: 1000,
      output: 200,
      rate: 0.5,
    });
    expect(utilisation).toBeCloseTo(0.37, 12);
    expect(maxRunning).toBe(10);
    expect(maxRate).toBeCloseTo(10_000 / (200 * (10 + 32) + 1000), 12);
    expect(steady?.tpot).toBeCloseTo(10 / 0.63, 12);
    expect(steady?.running).toBeCloseTo((0.5 * 200 * 10) / 0.63 / 1000, 12);
    expect(steady?.ttft).toBeCloseTo(40 + 100 + 15 / 0.63, 12);
  });

  it('the closed form has no steady state from saturation on', () => {
    const { maxRate } = closedForm(plainEngine, { input: 100, output: 100, rate: 0 });
    const at = (rate: number): unknown =>
      closedForm(plainEngine, { input: 100, output: 100, rate }).steady;
    expect(at(maxRate * 0.999)).toBeDefined();
    expect(at(maxRate)).toBeUndefined();
  });

  it.each(names)('the closed form of %s saturates within 10 %% of the simulated rate', (name) => {
    const profile = engineNamed(name);
    const { maxRate, maxRunning } = closedForm(profile, { input: 2000, output: 250, rate: 0 });
    // All arrive at once; the rate is taken from the middle, when the batch is full and ages are
    // mixed.
    const total = Math.round(maxRunning * 8);
    const jobs = Array.from({ length: total }, (_, id) => ({
      id,
      at: 0,
      inputTokens: 2000,
      outputTokens: 250,
    }));
    const serving = new Engine(profile, createRandom(1, 'service'), { emissions: 'edges' });
    const ends = simulate(serving, jobs).jobs.map(({ end }) => end);
    const from = Math.round(total * 0.3);
    const to = Math.round(total * 0.8);
    const sorted = ends.toSorted((a, b) => a - b);
    const simulated = (1000 * (to - from)) / ((sorted[to] ?? 0) - (sorted[from] ?? 0));
    expect(Math.abs(maxRate / simulated - 1)).toBeLessThan(0.1);
  });

  it.each(names)(
    'the closed form of %s predicts the mean time per token and the median TTFT at half load within 10 %%',
    (name) => {
      const profile = engineNamed(name);
      const { maxRate } = closedForm(profile, { input: 2000, output: 250, rate: 0 });
      const rate = maxRate / 2;
      const { steady } = closedForm(profile, { input: 2000, output: 250, rate });
      const random = createRandom(3, 'arrivals');
      let at = 0;
      const jobs = Array.from({ length: 1500 }, (_, id) => {
        at -= (Math.log(1 - random()) * 1000) / rate;
        return { id, at, inputTokens: 2000, outputTokens: 250 };
      });
      const serving = new Engine(profile, createRandom(1, 'service'), { emissions: 'edges' });
      const simulated = simulate(serving, jobs).jobs.slice(300);
      const tpots = simulated.map((job) => (job.end - job.firstToken) / 249);
      const tpot = tpots.reduce((sum, value) => sum + value, 0) / tpots.length;
      expect(Math.abs((steady?.tpot ?? Number.NaN) / tpot - 1)).toBeLessThan(0.1);
      const ttfts = simulated.map((job) => job.firstToken - job.at).toSorted((a, b) => a - b);
      const median = ttfts[ttfts.length / 2] ?? Number.NaN;
      expect(Math.abs((steady?.ttft ?? Number.NaN) / median - 1)).toBeLessThan(0.1);
    },
  );
});

function engineNamed(name: string): EngineProfile {
  const profile = profileNamed(name);
  if (profile.mode !== 'engine') throw new Error(`${name} is no engine.`);
  return profile;
}
