import { describe, expect, it } from 'vitest';
import type { ClientHealth } from '../../src/verdict/client-health.ts';
import { stampError } from '../../src/verdict/stamp-error.ts';
import { assessValidity } from '../../src/verdict/validity.ts';

const healthy: ClientHealth = {
  elu: 0.12,
  eluMax: 0.3,
  cpu: 0.14,
  starved: 0,
  loopDelayP99: 1.4,
  gcPauseMax: 4,
  gcShare: 0.01,
  clockStep: 1,
  latenessP99: 2,
  latencyP50: 600,
  offered: 1000,
  late: 0,
  dropped: 0,
  openedInWindow: 0,
  handshake: 0,
  chunks: 20_000,
  readsShared: 40,
  loads: [{ name: 'steady', law: { ...little(0.01), chance: 0.02 } }],
  thin: [],
};

function little(gap: number) {
  return { inFlight: 10, rate: 10, residence: 1000 * (1 - gap), gap, chance: 0.02 };
}

function assess(change: Partial<ClientHealth>) {
  return assessValidity({ ...healthy, ...change });
}

describe('a measurement', () => {
  it('by a healthy load generator is valid and needs no reasons', () => {
    expect(assessValidity(healthy)).toEqual({ validity: 'valid', reasons: [] });
  });

  it('that lost a process or a file is invalid, however healthy the load generator was', () => {
    const lost = assessValidity(healthy, ['Worker 2 of 2 was killed; run again.']);
    expect(lost).toMatchObject({
      validity: 'invalid',
      reasons: ['Worker 2 of 2 was killed; run again.'],
    });
    expect(assessValidity(undefined, ['It was killed.'])).toMatchObject({ validity: 'invalid' });
  });

  it.each<[Partial<ClientHealth>, string]>([
    [{ latenessP99: 10 }, 'valid'],
    [{ latenessP99: 10.1 }, 'suspect'],
    [{ latenessP99: 100 }, 'suspect'],
    [{ latenessP99: 100.1 }, 'invalid'],
    [{ latenessP99: 40, latencyP50: 4000 }, 'valid'],
    [{ latenessP99: 41, latencyP50: 4000 }, 'suspect'],
    [{ latenessP99: 401, latencyP50: 4000 }, 'invalid'],
    [{ elu: 0.4 }, 'valid'],
    [{ elu: 0.41 }, 'suspect'],
    [{ elu: 0.7 }, 'suspect'],
    [{ elu: 0.71 }, 'invalid'],
    [{ elu: 0.71, duration: 1000 }, 'invalid'],
    [{ elu: 0.71, duration: 999 }, 'suspect'],
    [{ starved: 0.41, duration: 20 }, 'suspect'],
    [{ latenessP99: 100.1, duration: 20 }, 'invalid'],
    [{ starved: 0.15 }, 'valid'],
    [{ starved: 0.16 }, 'suspect'],
    [{ starved: 0.41 }, 'invalid'],
    [{ loopDelayP99: 10 }, 'valid'],
    [{ loopDelayP99: 10.1 }, 'suspect'],
    [{ loopDelayP99: 101 }, 'invalid'],
    [{ loopDelayP99: 30, latencyP50: 3000 }, 'valid'],
    [{ gcPauseMax: 50 }, 'valid'],
    [{ gcPauseMax: 61 }, 'suspect'],
    [{ gcPauseMax: 90, latencyP50: 1000 }, 'valid'],
    [{ gcShare: 0.06 }, 'suspect'],
    [{ clockStep: 50 }, 'valid'],
    [{ clockStep: 51 }, 'suspect'],
    [{ late: 10 }, 'valid'],
    [{ late: 11 }, 'suspect'],
    [{ late: 50 }, 'suspect'],
    [{ late: 51 }, 'invalid'],
    [{ offered: 0, chunks: 0, readsShared: 0 }, 'valid'],
    [{ openedInWindow: 50, handshake: 100 }, 'valid'],
    [{ openedInWindow: 51, handshake: 6 }, 'valid'],
    [{ openedInWindow: 51, handshake: 6.1 }, 'suspect'],
    [{ openedInWindow: 51, handshake: 2, ttftP50: 200 }, 'valid'],
    [{ openedInWindow: 51, handshake: 2.1, ttftP50: 200 }, 'suspect'],
    [{ slotWait: { loads: ['a'], share: 0.01, p50: 0, p95: 10 } }, 'valid'],
    [{ slotWait: { loads: ['a'], share: 0.011, p50: 0, p95: 0 } }, 'suspect'],
    [{ slotWait: { loads: ['a'], share: 0.01, p50: 0, p95: 11 } }, 'suspect'],
    [{ slotWait: { loads: ['a'], share: 0.5, p50: 600, p95: 900 } }, 'suspect'],
    [{ slotWait: { loads: ['a'], share: 0.51, p50: 600, p95: 900 } }, 'invalid'],
    [{ offered: 1000, heldBack: { waited: 4, dropped: 3, unrepeated: 3 } }, 'valid'],
    [{ offered: 1000, heldBack: { waited: 11, dropped: 0, unrepeated: 0 } }, 'suspect'],
    [{ offered: 1000, heldBack: { waited: 0, dropped: 11, unrepeated: 0 } }, 'suspect'],
    [{ offered: 1000, heldBack: { waited: 0, dropped: 0, unrepeated: 51 } }, 'invalid'],
    [{ loads: [{ name: 'steady', law: little(0.05) }] }, 'valid'],
    [{ loads: [{ name: 'steady', law: little(0.051) }] }, 'suspect'],
    [{ loads: [{ name: 'steady', law: little(-0.051) }] }, 'suspect'],
    [{ loads: [{ name: 'steady', law: { ...little(0.2), chance: 0.3 } }] }, 'valid'],
    [{ thin: [{ label: 'p(99) latency', n: 100, floor: 299 }] }, 'suspect'],
    [{ elu: 0.5, late: 900 }, 'invalid'],
  ])('with %o is %s', (change, validity) => {
    expect(assess(change).validity).toBe(validity);
  });

  it('with no answers at all is judged by the absolute limit of lateness', () => {
    const { latencyP50: _, ...unanswered } = healthy;
    expect(assessValidity({ ...unanswered, latenessP99: 11 }).validity).toBe('suspect');
  });

  it("is not spoilt by arrivals that a slow target's busy slots kept off", () => {
    expect(assess({ dropped: 900 })).toEqual({ validity: 'valid', reasons: [] });
    expect(assess({ dropped: 900, loopDelayP99: 11 }).validity).toBe('suspect');
    expect(assess({ dropped: 900, loopDelayP99: 101 }).validity).toBe('invalid');
  });

  it('is spoilt by dropped arrivals where the load generator was too busy to free its slots', () => {
    const { validity, reasons } = assess({ dropped: 900, elu: 0.6 });
    expect(validity).toBe('invalid');
    expect(reasons[0]).toBe(
      'Only 10 % of the load was put on when it was due (100 of 1,000 requests) by a load generator ' +
        'that could not keep up; lower the rate, add --workers, or spread the load over more machines.',
    );
  });

  it('blames shared reads on the sender unless the load generator was busy', () => {
    expect(assess({ readsShared: 19_000 }).validity).toBe('valid');
    const { reasons } = assess({ readsShared: 5000, elu: 0.5 });
    expect(reasons.at(-1)).toMatch(/^25 % of the chunks were read together with an earlier one/);
  });

  it('says each reason as a sentence with figures and a remedy, the gravest first', () => {
    const { reasons } = assess({
      elu: 0.52,
      eluMax: 0.81,
      latenessP99: 24,
      loopDelayP99: 8,
      gcPauseMax: 12,
      offered: 2000,
      late: 200,
    });
    expect(reasons).toEqual([
      'Only 90 % of the load was put on when it was due (1,800 of 2,000 requests) by a load generator ' +
        'that could not keep up; lower the rate, add --workers, or spread the load over more machines.',
      'The load generator was busy 52 % of the time (81 % at its worst), above 40 %, where a ' +
        "stamp's p99 error is some 6 to 16 ms; lower the rate, add --workers, or spread the load " +
        'over more machines.',
      'Requests were sent late: the p99 of lateness is 24 ms, above 10 ms ' +
        "(the event loop's own p99 delay is 8 ms and garbage collection paused it up to 12 ms); " +
        'lower the rate, add --workers, or spread the load over more machines.',
    ]);
  });

  it.each<[Partial<ClientHealth>, RegExp]>([
    [
      { elu: 0.7, cpu: 0.22, starved: 0.48 },
      /^Something else held the processor: .* work 70 % of the time but got only 22 % of a core/,
    ],
    [
      { loopDelayP99: 25 },
      /^The event loop came late to its work: its p99 delay is 25 ms, above 10 ms/,
    ],
    [{ gcPauseMax: 80 }, /^Garbage collection held the load generator up for as long as 80 ms/],
    [{ clockStep: 3600_000 }, /^The wall clock jumped by 60 min against the monotonic one/],
    [
      { openedInWindow: 200, handshake: 90 },
      /^200 of 1,000 requests opened a connection, .* 90 ms on the mean .* raise warmup\.iterations/,
    ],
    [
      { slotWait: { loads: ['monday', 'noon'], share: 0.84, p50: 3470, p95: 6100 } },
      /^Arrivals of monday, noon waited for a free slot .* 3\.47 s at the median .* 84 % of the time .* raise maxVUs/,
    ],
    [
      { offered: 1000, heldBack: { waited: 100, dropped: 20, unrepeated: 3 } },
      /^The spend cap held back 12\.3 % of the load \(100 requests waited, 20 were not sent, 3 were not sent again\): .* raise budget\.run/,
    ],
    [
      { loads: [{ name: 'monday', law: little(0.2) }] },
      /^Requests of monday piled up .*: 10 were in flight on the mean, but 10 a second times 800 ms makes 8 \(/,
    ],
    [
      { thin: [{ label: 'p(99) latency of haiku', n: 100, floor: 299 }] },
      /^p\(99\) latency of haiku rests on 100 samples, fewer than its floor of 299; run longer\.$/,
    ],
  ])('with %o says why', (change, sentence) => {
    expect(assess(change).reasons[0]).toMatch(sentence);
  });
});

describe('the error of a stamp', () => {
  it.each([
    [0, { least: 0, most: 2 }],
    [0.2, { least: 0, most: 2 }],
    [0.35, { least: 2, most: 4 }],
    [0.5, { least: 5, most: 14 }],
    [0.6, { least: 6, most: 16 }],
    [0.8, { least: 20, most: 100 }],
    [0.96, { least: 100 }],
  ])('at a utilisation of %d is %o', (elu, error) => {
    expect(stampError(elu)).toEqual(error);
  });
});
