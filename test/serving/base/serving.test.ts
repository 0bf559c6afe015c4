import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random/random.ts';
import type { Emission, Job, Serving } from '../../../src/serving/base/serving.ts';
import { createServing } from '../../../src/serving/create-serving.ts';
import type { Profile } from '../../../src/serving/profiles/profile.ts';
import { profileNamed } from '../../../src/serving/profiles/profiles.ts';
import { plainEngine } from '../plain-engine.ts';

type TimedJob = Job & { at: number };

/**
 * Parameters with so small a cache that sequences are preempted, and prompts longer than a batch.
 */
const crampedEngine: Profile = {
  ...plainEngine,
  name: 'cramped-engine',
  perPrefillToken: 0.1,
  kvTokens: 120,
  maxSequences: 5,
  batchTokens: 16,
  overhead: 3,
  overheadSigma: 0.5,
  stepSigma: 0.2,
};

const profiles: Profile[] = [
  profileNamed('llama-8b-h100'),
  profileNamed('slots-32'),
  profileNamed('llama-3-1-70b'),
  profileNamed('stand-in-judge'),
  crampedEngine,
];

const jobs = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 200 }),
      inputTokens: fc.integer({ min: 0, max: 100 }),
      outputTokens: fc.integer({ min: 1, max: 40 }),
      cachedTokens: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows): TimedJob[] => {
    let at = 0;
    return rows.map(({ gap, ...job }, id) => ({ ...job, id, at: (at += gap) }));
  });

function arriveAll(serving: Serving, all: readonly TimedJob[]): void {
  for (const job of all) serving.arrive(job, job.at);
}

function open(profile: Profile, emissions: 'all' | 'edges' = 'all'): Serving {
  return createServing(profile, createRandom(1, 'service'), { emissions });
}

/** Advances by the machine's own steps, and adds each job exactly at its arrival. */
function replay(serving: Serving, all: readonly TimedJob[]): Emission[] {
  const emissions: Emission[] = [];
  for (const job of all) {
    for (let at = serving.nextAt(); at !== undefined && at < job.at; at = serving.nextAt()) {
      emissions.push(...serving.advance(at));
    }
    serving.arrive(job, job.at);
  }
  for (let at = serving.nextAt(); at !== undefined; at = serving.nextAt()) {
    emissions.push(...serving.advance(at));
  }
  return emissions;
}

/** Removes the variation of iterations, which edges draw in fewer numbers. */
function still(profile: Profile): Profile {
  return profile.mode === 'engine' ? { ...profile, stepSigma: 0 } : profile;
}

function untimed({ id, tokens, done }: Emission) {
  return { id, tokens, done };
}

/** Sorts emissions: jobs that finish at one instant may come in any order. */
function sorted(emissions: readonly Emission[]): Emission[] {
  return emissions.toSorted((a, b) => (Math.abs(a.at - b.at) > 1e-6 ? a.at - b.at : a.id - b.id));
}

describe.each(profiles.map((profile) => [profile.name, profile] as const))('%s', (_, profile) => {
  it('a serving emits each token of each job once, in order, and is idle afterwards', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const serving = open(profile);
        const emissions = replay(serving, all);
        for (const job of all) {
          const own = emissions.filter((emission) => emission.id === job.id);
          expect(own.map(({ tokens }) => tokens)).toEqual(
            Array.from({ length: job.outputTokens }, (__, i) => i + 1),
          );
          expect(own.map(({ done }) => done).indexOf(true)).toBe(job.outputTokens - 1);
          expect(own[0]?.at).toBeGreaterThan(job.at);
        }
        expect(serving.inFlight).toBe(0);
        expect(serving.nextAt()).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('a serving never goes back in time', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const times = replay(open(profile), all).map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  it('a serving that is advanced late emits the same tokens at the same times', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 50, max: 5000 }), (all, decodeRun) => {
        const late = open(profile);
        const emissions: Emission[] = [];
        const waiting = [...all];
        for (let now = decodeRun; waiting.length + late.inFlight > 0; now += decodeRun) {
          while (waiting[0] !== undefined && waiting[0].at < now) {
            const job = waiting.shift();
            if (job !== undefined) late.arrive(job, job.at);
          }
          const due = late.advance(now);
          expect(due.every(({ at }) => at <= now && at > now - decodeRun)).toBe(true);
          emissions.push(...due);
        }
        expect(sorted(emissions)).toEqual(sorted(replay(open(profile), all)));
      }),
      { numRuns: 20 },
    );
  });

  it('a serving with edges emits only first and last tokens, at the same times', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const expected = sorted(replay(open(still(profile)), all)).filter(
          ({ tokens, done }) => tokens === 1 || done,
        );
        const edges = sorted(replay(open(still(profile), 'edges'), all));
        expect(edges.map(untimed)).toEqual(expected.map(untimed));
        for (const [n, { at }] of edges.entries())
          expect(at).toBeCloseTo(expected[n]?.at ?? NaN, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('a serving with edges cancels a job between its emissions without moving other jobs', () => {
    fc.assert(
      fc.property(jobs, fc.nat(), fc.integer({ min: 0, max: 3000 }), (all, pick, after) => {
        const rest = (emissions: 'all' | 'edges'): Emission[] => {
          const serving = open(still(profile), emissions);
          arriveAll(serving, all);
          serving.cancel(pick % all.length, (all.at(-1)?.at ?? 0) + after);
          return sorted([...serving.advance(Number.POSITIVE_INFINITY)]).filter(({ done }) => done);
        };
        const expected = rest('all');
        const edges = rest('edges');
        expect(edges.map(untimed)).toEqual(expected.map(untimed));
        for (const [n, { at }] of edges.entries())
          expect(at).toBeCloseTo(expected[n]?.at ?? NaN, 6);
      }),
      { numRuns: 30 },
    );
  });

  it('a serving emits nothing more for a cancelled job, and finishes the others', () => {
    fc.assert(
      fc.property(jobs, fc.nat(), fc.integer({ min: 0, max: 3000 }), (all, pick, after) => {
        const serving = open(profile);
        arriveAll(serving, all);
        const victim = pick % all.length;
        const when = (all.at(-1)?.at ?? 0) + after;
        serving.cancel(victim, when);
        const emissions = serving.advance(Number.POSITIVE_INFINITY);
        const own = emissions.filter(({ id }) => id === victim);
        expect(own.every(({ at }) => at <= when)).toBe(true);
        expect(emissions.filter(({ id, done }) => id !== victim && done)).toHaveLength(
          all.length - 1,
        );
        expect(serving.inFlight).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('a serving answers a job without output with one empty, final emission', () => {
    const serving = open(profile);
    serving.arrive({ id: 1, inputTokens: 10, outputTokens: 0 }, 0);
    expect(serving.advance(Number.POSITIVE_INFINITY)).toEqual([
      expect.objectContaining({ id: 1, tokens: 0, done: true }),
    ]);
  });

  it('a serving refuses impossible jobs', () => {
    const serving = open(profile);
    serving.arrive({ id: 1, inputTokens: 10, outputTokens: 5 }, 0);
    expect(() => serving.arrive({ id: 1, inputTokens: 1, outputTokens: 1 }, 0)).toThrow(
      'Job 1 is in flight already.',
    );
    expect(() => serving.arrive({ id: 2, inputTokens: 1.5, outputTokens: 1 }, 0)).toThrow(
      'Job 2 has 1.5 tokens; a whole number from 0 is needed.',
    );
    expect(() => serving.arrive({ id: 2, inputTokens: 1, outputTokens: 1 }, Number.NaN)).toThrow(
      'Job 2 arrives at NaN ms.',
    );
    expect(serving.inFlight).toBe(1);
  });
});
