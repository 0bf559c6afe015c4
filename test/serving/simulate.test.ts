import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { createServing } from '../../src/serving/create-serving.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { simulate } from '../../src/serving/simulate.ts';
import { plainEngine } from './plain-engine.ts';

function serving(name: string): ReturnType<typeof createServing> {
  return createServing(profileNamed(name), createRandom(1, 'service'), { emissions: 'edges' });
}

/** Poisson arrivals of unequal jobs. */
function poisson(rate: number, n: number) {
  const random = createRandom(2, 'arrivals');
  let at = 0;
  return Array.from({ length: n }, (_, id) => {
    at -= (Math.log(1 - random()) * 1000) / rate;
    const inputTokens = 500 + Math.floor(random() * 3000);
    return { id, at, inputTokens, outputTokens: 1 + Math.floor(random() * 500) };
  });
}

describe('simulation', () => {
  it('a simulation reports when each job came, got its first token and ended', () => {
    const plain = createServing(plainEngine, createRandom(1, 'service'));
    const jobs = [
      { id: 7, at: 100, inputTokens: 5, outputTokens: 3 },
      { id: 3, at: 100, inputTokens: 5, outputTokens: 1 },
      { id: 5, at: 500, inputTokens: 5, outputTokens: 2 },
    ];
    const simulation = simulate(plain, jobs);
    expect(simulation.jobs).toEqual([
      { id: 7, at: 100, firstToken: 110, end: 130 },
      { id: 3, at: 100, firstToken: 110, end: 110 },
      { id: 5, at: 500, firstToken: 510, end: 520 },
    ]);
    expect(simulation.end).toBe(520);
    // 30 + 10 + 20 job-milliseconds in 420.
    expect(simulation.meanInFlight).toBeCloseTo(60 / 420, 12);
  });

  it.each([
    ['llama-8b-h100', 8],
    ['slots-32', 4],
    ['claude-3-haiku', 20],
  ])(
    'a simulation of %s obeys Little’s law: jobs in the server = rate x time in it, within 1 %%',
    (name, rate) => {
      const { jobs, end, meanInFlight } = simulate(serving(name), poisson(rate, 3000));
      const start = jobs[0]?.at ?? 0;
      const residence = jobs.reduce((sum, job) => sum + job.end - job.at, 0) / jobs.length;
      const throughput = jobs.length / (end - start);
      expect(meanInFlight / (throughput * residence)).toBeCloseTo(1, 2);
      expect(meanInFlight).toBeGreaterThan(1);
    },
  );

  it('a simulation is deterministic for a seed', () => {
    const once = simulate(serving('llama-8b-h100'), poisson(5, 300));
    expect(simulate(serving('llama-8b-h100'), poisson(5, 300))).toEqual(once);
  });

  it('a simulation of no jobs is empty', () => {
    expect(simulate(serving('slots-32'), [])).toEqual({ jobs: [], end: 0, meanInFlight: 0 });
  });

  it('a simulation refuses jobs out of order', () => {
    const jobs = [
      { id: 1, at: 10, inputTokens: 1, outputTokens: 1 },
      { id: 2, at: 5, inputTokens: 1, outputTokens: 1 },
    ];
    expect(() => simulate(serving('slots-32'), jobs)).toThrow(
      'Jobs must come in order of time: 5 is before 10.',
    );
  });
});
