import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { createServing } from '../../src/serving/create-serving.ts';
import { createFleet, type FleetOptions } from '../../src/serving/fleet.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { simulate } from '../../src/serving/simulate.ts';
import { plainEngine } from './plain-engine.ts';

const MINUTE = 60_000;
const EDGES = { emissions: 'edges' } as const;

function fleet(options: Partial<FleetOptions> = {}, profile = plainEngine) {
  return createFleet({
    replica: (n) => createServing(profile, createRandom(1, 'service', String(n)), EDGES),
    random: createRandom(1, 'service', 'router'),
    ...options,
  });
}

function job(id: number, outputTokens = 10) {
  return { id, inputTokens: 5, outputTokens };
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

describe('fleet of fixed size', () => {
  it('a fleet of one replica behaves like the replica', () => {
    const profile = profileNamed('llama-8b-h100');
    const one = createFleet({
      replica: () => createServing(profile, createRandom(1, 'service')),
      random: createRandom(1, 'answers'),
    });
    expect(simulate(one, poisson(5, 200))).toEqual(
      simulate(createServing(profile, createRandom(1, 'service')), poisson(5, 200)),
    );
  });

  it('a fleet of two replicas does the work of two', () => {
    const slots = { ...plainEngine, maxSequences: 1 };
    const jobs = [0, 1].map((id) => ({ ...job(id), at: 0 }));
    const end = (instances: number): number =>
      simulate(fleet({ instances, routing: 'least-outstanding' }, slots), jobs).end;
    expect([end(1), end(2)]).toEqual([200, 100]);
  });

  it('a fleet has shorter waits when the router counts the jobs of each replica', () => {
    const slots = { ...plainEngine, maxSequences: 4 };
    const p99 = (routing: 'random' | 'least-outstanding'): number => {
      const { jobs } = simulate(fleet({ instances: 4, routing }, slots), poisson(5, 4000));
      const waits = jobs.map(({ at, firstToken }) => firstToken - at).sort((a, b) => a - b);
      return waits[Math.floor(0.99 * waits.length)] ?? 0;
    };
    expect(p99('least-outstanding')).toBeLessThan(0.5 * p99('random'));
  });

  it('a fleet of fixed size obeys Little’s law within 1 %', () => {
    const busy = fleet({ instances: 3 }, { ...plainEngine, maxSequences: 8 });
    const { jobs, end, meanInFlight } = simulate(busy, poisson(6, 3000));
    const residence = jobs.reduce((sum, { at, end: done }) => sum + done - at, 0) / jobs.length;
    const throughput = jobs.length / (end - (jobs[0]?.at ?? 0));
    expect(meanInFlight / (throughput * residence)).toBeCloseTo(1, 2);
  });

  it('a fleet refuses a job when the chosen replica is full', () => {
    const small = fleet({ instances: 2, perInstance: 1, routing: 'least-outstanding' });
    expect(small.rejects(0)).toBeUndefined();
    small.arrive(job(1), 0);
    expect(small.rejects(0)).toBeUndefined();
    small.arrive(job(2), 0);
    expect(small.rejects(0)).toBe('busy');
    small.cancel(1, 0);
    expect(small.rejects(0)).toBeUndefined();
  });
});

describe('fleet that scales', () => {
  const scaling = { min: 0, max: 3, target: 2, startTime: 5 * MINUTE, idleTime: 10 * MINUTE };

  it('a fleet scaled to zero refuses jobs until the first replica has started, and returns to zero when idle', () => {
    const elastic = fleet({ instances: scaling });
    expect(elastic.rejects(0)).toBe('no-capacity');
    expect(elastic.rejects(4 * MINUTE)).toBe('no-capacity');
    expect(elastic.rejects(5 * MINUTE)).toBeUndefined();
    elastic.arrive(job(1), 5 * MINUTE);
    elastic.advance(6 * MINUTE);
    expect(elastic.inFlight).toBe(0);
    expect(elastic.rejects(14 * MINUTE)).toBeUndefined();
    expect(elastic.rejects(25 * MINUTE)).toBe('no-capacity');
    expect(elastic.rejects(30 * MINUTE)).toBeUndefined();
  });

  it('a fleet that scales adds replicas one start time after the load has grown, up to its maximum', () => {
    const elastic = fleet({ instances: { ...scaling, min: 1 } });
    for (let id = 0; id < 20; id++) elastic.arrive(job(id, 100_000), 0);
    expect(elastic.inService(0)).toBe(1);
    expect(elastic.inService(5 * MINUTE - 1)).toBe(1);
    expect(elastic.inService(5 * MINUTE)).toBe(3);
  });

  it('a fleet that scales lets a surplus replica finish its jobs', () => {
    const elastic = fleet({
      instances: { ...scaling, min: 1, startTime: 0, target: 1 },
      routing: 'least-outstanding',
    });
    elastic.arrive(job(1, 200_000), 0);
    elastic.rejects(0);
    elastic.arrive(job(2, 200_000), 0);
    expect(elastic.inService(0)).toBe(2);
    elastic.cancel(1, 1);
    expect(elastic.rejects(11 * MINUTE)).toBeUndefined();
    expect(elastic.inFlight).toBe(1);
    const finished = elastic.advance(60 * MINUTE).filter(({ done }) => done);
    expect(finished.map(({ id }) => id)).toEqual([2]);
  });

  it('a fleet that scales handles a burst worse the longer a replica takes to start', () => {
    const slots = { ...plainEngine, maxSequences: 2 };
    const mean = (startTime: number): number => {
      const elastic = fleet(
        { instances: { ...scaling, min: 1, startTime }, routing: 'least-outstanding' },
        slots,
      );
      const { jobs } = simulate(elastic, poisson(1.5, 300));
      return jobs.reduce((sum, { at, firstToken }) => sum + firstToken - at, 0) / jobs.length;
    };
    expect(mean(MINUTE)).toBeGreaterThan(2 * mean(1000));
  });
});
