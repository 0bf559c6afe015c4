import { describe, expect, it } from 'vitest';
import { assessValidity, type ClientHealth } from '../../src/verdict/validity.ts';

const healthy: ClientHealth = {
  elu: 0.12,
  eluMax: 0.3,
  loopDelayP99: 1.4,
  latenessP99: 2,
  latencyP50: 600,
  offered: 1000,
  delivered: 1000,
  openedInWindow: 0,
  samples: 1000,
};

describe('a measurement', () => {
  it('by a healthy load generator is valid and needs no reasons', () => {
    expect(assessValidity(healthy)).toEqual({ validity: 'valid', reasons: [] });
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
    [{ delivered: 990 }, 'valid'],
    [{ delivered: 989 }, 'suspect'],
    [{ delivered: 950 }, 'suspect'],
    [{ delivered: 949 }, 'invalid'],
    [{ delivered: 0 }, 'invalid'],
    [{ offered: 0, delivered: 0, samples: 0 }, 'valid'],
    [{ elu: 0.5, delivered: 900 }, 'invalid'],
  ])('with %o is %s', (change, validity) => {
    expect(assessValidity({ ...healthy, ...change }).validity).toBe(validity);
  });

  it('with no answers at all is judged by the absolute limit of lateness', () => {
    const { latencyP50: _, ...unanswered } = healthy;
    expect(assessValidity({ ...unanswered, latenessP99: 11 }).validity).toBe('suspect');
  });

  it('says each reason as a sentence with figures and a remedy, the gravest first', () => {
    const { reasons } = assessValidity({
      ...healthy,
      elu: 0.52,
      eluMax: 0.81,
      latenessP99: 24,
      loopDelayP99: 18.5,
      gcPauseMax: 12,
      offered: 2000,
      delivered: 1800,
    });
    expect(reasons).toEqual([
      'Only 90 % of the load was put on (1,800 of 2,000 requests); raise maxVUs or lower the rate.',
      'Requests were sent late: the p99 of lateness is 24 ms, above 10 ms ' +
        "(the event loop's own p99 delay is 18.5 ms and garbage collection paused it up to 12 ms); " +
        'lower the rate, raise maxVUs, or spread the load over more machines.',
      'The load generator was busy 52 % of the time (81 % at its worst), above 40 %, ' +
        'so its stamps come late; lower the rate or spread the load over more machines.',
    ]);
  });
});
