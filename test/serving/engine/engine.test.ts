import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/random/random.ts';
import type { Emission } from '../../../src/serving/base/serving.ts';
import { Engine } from '../../../src/serving/engine/engine.ts';
import type { EngineProfile } from '../../../src/serving/profiles/profile.ts';
import { profileNamed } from '../../../src/serving/profiles/profiles.ts';
import { simulate } from '../../../src/serving/simulate.ts';
import { plainEngine } from '../plain-engine.ts';

function engine(knobs: Partial<EngineProfile> = {}): Engine {
  return new Engine({ ...plainEngine, ...knobs }, createRandom(1, 'service'));
}

function timesOf(id: number, emissions: readonly Emission[]): number[] {
  return emissions.filter((emission) => emission.id === id).map(({ at }) => at);
}

describe('engine iteration', () => {
  it('an engine iteration takes its base, its prefill, its sequences and their context', () => {
    const one = engine({
      stepBase: 10,
      perPrefillToken: 0.01,
      perSequence: 2,
      perContextKilotoken: 3,
      overhead: 7,
    });
    one.arrive({ id: 1, inputTokens: 2000, outputTokens: 3 }, 100);
    const times = timesOf(1, one.advance(Number.POSITIVE_INFINITY));
    const first = 100 + 7 + 10 + 2000 * 0.01;
    const second = first + 10 + 2 + 3 * 2.001;
    const third = second + 10 + 2 + 3 * 2.002;
    expect(times).toEqual([first, second, third].map((at) => expect.closeTo(at, 9)));
  });

  it('an engine iteration does not prefill cached tokens, except the last one', () => {
    const one = engine({ perPrefillToken: 1 });
    one.arrive({ id: 1, inputTokens: 100, outputTokens: 1, cachedTokens: 70 }, 0);
    one.arrive({ id: 2, inputTokens: 100, outputTokens: 1, cachedTokens: 100 }, 1000);
    expect(one.advance(Number.POSITIVE_INFINITY).map(({ at }) => at)).toEqual([40, 1011]);
  });

  it('an engine iteration gives decoding sequences their token before it spends the rest on prompts', () => {
    const one = engine({ batchTokens: 10, perPrefillToken: 1 });
    one.arrive({ id: 1, inputTokens: 10, outputTokens: 4 }, 0);
    one.arrive({ id: 2, inputTokens: 27, outputTokens: 1 }, 5);
    const emissions = one.advance(Number.POSITIVE_INFINITY);
    // 9 prompt tokens beside each decoded one: 20, then three iterations of 19.
    expect(timesOf(1, emissions)).toEqual([20, 39, 58, 77]);
    expect(timesOf(2, emissions)).toEqual([77]);
  });

  it('an engine iteration varies around the same mean', () => {
    const job = { id: 1, inputTokens: 10, outputTokens: 5000 };
    const even = engine();
    const uneven = engine({ stepSigma: 0.5 });
    even.arrive(job, 0);
    uneven.arrive(job, 0);
    const end = even.advance(Number.POSITIVE_INFINITY).at(-1)?.at ?? 0;
    const scattered = uneven.advance(Number.POSITIVE_INFINITY).at(-1)?.at ?? 0;
    expect(scattered).not.toBe(end);
    expect(Math.abs(scattered / end - 1)).toBeLessThan(0.05);
  });
});

describe('admission', () => {
  it('an engine runs no more sequences than there are slots', () => {
    const one = engine({ maxSequences: 2 });
    for (const id of [1, 2, 3]) one.arrive({ id, inputTokens: 5, outputTokens: 3 }, 0);
    const emissions = one.advance(Number.POSITIVE_INFINITY);
    expect(timesOf(2, emissions)).toEqual([10, 20, 30]);
    expect(timesOf(3, emissions)).toEqual([40, 50, 60]);
  });

  it('an engine admits nobody before the head of the queue, even a request that would fit', () => {
    const one = engine({ kvTokens: 100 });
    one.arrive({ id: 1, inputTokens: 60, outputTokens: 3 }, 0);
    one.arrive({ id: 2, inputTokens: 60, outputTokens: 1 }, 0);
    one.arrive({ id: 3, inputTokens: 5, outputTokens: 1 }, 0);
    const emissions = one.advance(Number.POSITIVE_INFINITY);
    expect(timesOf(2, emissions)).toEqual([40]);
    expect(timesOf(3, emissions)).toEqual([40]);
  });

  it('an engine preempts the newest sequence when the cache is full, recomputes its tokens and loses none', () => {
    const one = engine({ kvTokens: 40, perPrefillToken: 1 });
    one.arrive({ id: 1, inputTokens: 15, outputTokens: 10 }, 0);
    one.arrive({ id: 2, inputTokens: 15, outputTokens: 10 }, 0);
    const emissions = one.advance(Number.POSITIVE_INFINITY);
    // Both hold 16 after the first token and 20 after the fifth, when the cache is full.
    expect(timesOf(1, emissions)).toEqual([40, 50, 60, 70, 80, 90, 100, 110, 120, 130]);
    // The first leaves at 130; the second recomputes 15 + 5 tokens in 30 ms.
    expect(timesOf(2, emissions)).toEqual([40, 50, 60, 70, 80, 160, 170, 180, 190, 200]);
  });

  it('an engine runs a job that is larger than the cache alone', () => {
    const one = engine({ kvTokens: 50 });
    one.arrive({ id: 1, inputTokens: 80, outputTokens: 2 }, 0);
    one.arrive({ id: 2, inputTokens: 5, outputTokens: 1 }, 0);
    const emissions = one.advance(Number.POSITIVE_INFINITY);
    expect(timesOf(1, emissions)).toEqual([10, 20]);
    expect(timesOf(2, emissions)).toEqual([30]);
  });
});

describe('cancelling', () => {
  it('a cancelled job frees its slot for the next iteration', () => {
    const one = engine({ maxSequences: 1 });
    one.arrive({ id: 1, inputTokens: 5, outputTokens: 100 }, 0);
    one.arrive({ id: 2, inputTokens: 5, outputTokens: 1 }, 0);
    one.cancel(1, 25);
    // The iteration that runs at 25 ends at 30 without a token; the next one serves job 2.
    expect(one.advance(1000)).toEqual([
      { id: 1, at: 10, tokens: 1, done: false },
      { id: 1, at: 20, tokens: 2, done: false },
      { id: 2, at: 40, tokens: 1, done: true },
    ]);
  });

  it('a cancelled job frees the cache of a half-prefilled prompt', () => {
    const one = engine({ kvTokens: 100, batchTokens: 10 });
    one.arrive({ id: 1, inputTokens: 80, outputTokens: 5 }, 0);
    one.arrive({ id: 2, inputTokens: 60, outputTokens: 1 }, 0);
    one.cancel(1, 15);
    expect(timesOf(2, one.advance(Number.POSITIVE_INFINITY))).toEqual([80]);
  });

  it('a cancelled job leaves the queue', () => {
    const one = engine({ maxSequences: 1 });
    for (const id of [1, 2, 3]) one.arrive({ id, inputTokens: 5, outputTokens: 2 }, 0);
    one.cancel(2, 5);
    expect(one.inFlight).toBe(2);
    expect(timesOf(3, one.advance(Number.POSITIVE_INFINITY))).toEqual([30, 40]);
  });
});

describe('driver that is late', () => {
  it('an engine that is advanced late reports tokens from before the latest arrival at once', () => {
    const one = engine();
    one.arrive({ id: 1, inputTokens: 5, outputTokens: 3 }, 0);
    one.arrive({ id: 2, inputTokens: 5, outputTokens: 1 }, 25);
    expect(one.nextAt()).toBe(10);
    expect(timesOf(1, one.advance(26))).toEqual([10, 20]);
    expect(one.nextAt()).toBe(30);
  });
});

describe('bursts', () => {
  it('bursts raise the p99 of TTFT at least 2.5-fold at the same rate (Gamma gaps, CV 3)', () => {
    const poisson = p99Ttft(1);
    const bursty = p99Ttft(3);
    expect(bursty / poisson).toBeGreaterThan(2.5);
  });
});

/** The p99 of TTFT of an 8B model on one H100 at 6 requests a second with Gamma gaps. */
function p99Ttft(cv: number): number {
  const profile = profileNamed('llama-8b-h100');
  if (profile.mode !== 'engine') throw new Error('An engine was expected.');
  const random = createRandom(5, 'arrivals');
  const shape = 1 / cv ** 2;
  let at = 0;
  const jobs = Array.from({ length: 8000 }, (_, id) => {
    at += ((gamma(shape, random) / shape) * 1000) / 6;
    return { id, at, inputTokens: 2000, outputTokens: 250 };
  });
  const serving = new Engine(profile, createRandom(5, 'service'), { emissions: 'edges' });
  const ttfts = simulate(serving, jobs).jobs.map((job) => job.firstToken - job.at);
  return ttfts.toSorted((a, b) => a - b)[Math.ceil(0.99 * ttfts.length) - 1] ?? Number.NaN;
}

/** A Gamma variate of mean `shape` (Marsaglia & Tsang 2000, with their boost below shape 1). */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

it('an engine varies many iterations run as one as much as one by one', () => {
  const spread = (emissions: 'all' | 'edges'): { mean: number; deviation: number } => {
    const profile = { ...plainEngine, stepSigma: 0.3 };
    const serving = new Engine(profile, createRandom(3, 'service'), { emissions });
    const ends = Array.from({ length: 2000 }, (_, id) => {
      serving.arrive({ id, inputTokens: 1, outputTokens: 21 }, id * 10_000);
      const emitted = serving.advance(id * 10_000 + 9000);
      return (emitted.at(-1)?.at ?? 0) - (emitted[0]?.at ?? 0);
    });
    const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length;
    const squares = ends.reduce((sum, end) => sum + (end - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / ends.length) };
  };
  const [one, many] = [spread('all'), spread('edges')];
  expect(many.mean / one.mean).toBeCloseTo(1, 2);
  expect(many.deviation / one.deviation).toBeCloseTo(1, 1);
});
