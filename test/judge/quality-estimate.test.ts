import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateGood, estimateQuality } from '../../src/judge/quality-estimate.ts';
import type { Score } from '../../src/judge/score.ts';
import type { Accumulator } from '../../src/metrics/aggregates/accumulator.ts';
import { Rate } from '../../src/metrics/aggregates/rate.ts';
import { judgeError, notJudged, scored } from './sample-answer.ts';

const valueOf = (accumulator: Accumulator | undefined): number | undefined => {
  if (accumulator?.type === 'rate') return accumulator.share;
  return accumulator?.type === 'trend' ? accumulator.avg : undefined;
};

function draw(parts: { pass?: number; fail?: number; error?: number; lack?: number }): Score[] {
  const kinds = [
    ...Array<'pass'>(parts.pass ?? 0).fill('pass'),
    ...Array<'fail'>(parts.fail ?? 0).fill('fail'),
    ...Array<'error'>(parts.error ?? 0).fill('error'),
    ...Array<'lack'>(parts.lack ?? 0).fill('lack'),
  ];
  return kinds.map((kind, index) => {
    const fields = { index, queryId: `q${index}` };
    if (kind === 'error') return judgeError(fields);
    if (kind === 'lack') return notJudged(fields);
    return scored(kind === 'pass' ? 1 : 0, fields);
  });
}

function rate(count: number, n: number): Rate {
  const made = new Rate();
  for (let i = 0; i < n; i++) made.add(i < count ? 1 : 0);
  return made;
}

const part = fc.nat({ max: 6 });
const parts = fc.record({ pass: part, fail: part, error: part });

describe('estimate of quality', () => {
  it.each(['quality', 'quality_pass'] as const)(
    'an estimate of quality of %s lies between failed judgements as worst and as best',
    (metric) => {
      fc.assert(
        fc.property(parts, ({ pass, fail, error }) => {
          const estimate = estimateQuality(metric, draw({ pass, fail, error }));
          const all = pass + fail + error;
          expect(estimate.ends === undefined).toBe(error === 0);
          if (error === 0) return;
          expect(valueOf(estimate.ends?.low)).toBeCloseTo(pass / all, 9);
          expect(valueOf(estimate.ends?.high)).toBeCloseTo((pass + error) / all, 9);
          if (pass + fail === 0) expect(estimate.likely).toBeUndefined();
          else expect(valueOf(estimate.likely)).toBeCloseTo(pass / (pass + fail), 9);
        }),
        { numRuns: 30 },
      );
    },
  );

  it('an estimate of quality counts answers that pass all criteria, not scores that pass', () => {
    const scores = Array.from({ length: 10 }, (_, index) => [
      scored(1, { index, queryId: `q${index}`, criterion: 'relevance' }),
      scored(index < 4 ? 0 : 1, { index, queryId: `q${index}`, criterion: 'faithfulness' }),
    ]).flat();
    expect(valueOf(estimateQuality('quality_pass', scores).likely)).toBe(0.6);
    expect(valueOf(estimateQuality('quality', scores).likely)).toBeCloseTo(0.8, 9);
  });

  it('an estimate of quality has an interval over queries, not over answers to one of them', () => {
    const repeated = Array.from({ length: 60 }, (_, index) =>
      scored(index % 2, { index, queryId: `q${index % 2}` }),
    );
    const { likely } = estimateQuality('quality_pass', repeated);
    expect(likely?.type === 'rate' && likely.interval).toEqual({
      low: expect.closeTo(0, 2) as unknown,
      high: expect.closeTo(1, 2) as unknown,
    });
  });

  it('an estimate of quality reports how many answers were judged, and on how many the judge failed', () => {
    const scores = draw({ pass: 5, fail: 1, error: 2, lack: 2 });
    expect(valueOf(estimateQuality('judged', scores).likely)).toBe(0.6);
    expect(valueOf(estimateQuality('judge_errors', scores).likely)).toBe(0.25);
    expect(estimateQuality('judged', []).likely).toBeUndefined();
    expect(estimateQuality('judge_errors', draw({ lack: 3 }))).toEqual({
      note: '0 of 3 answers were scored; 3 not judged: it needs a reference',
    });
  });
});

describe('estimate of the good share', () => {
  it('an estimate of the good share assumes unjudged answers to be like judged ones', () => {
    const { likely, ends } = estimateGood(rate(900, 1000), draw({ pass: 15, fail: 5 }));
    expect(valueOf(likely)).toBeCloseTo(0.9 * 0.75, 9);
    expect(ends).toBeUndefined();
    // No narrower than twenty judgements allow, nor than the arrivals do.
    const { low = 0, high = 0 } = (likely?.type === 'rate' && likely.interval) || {};
    expect(low).toBeLessThan(0.9 * 0.6);
    expect(high).toBeGreaterThan(0.9 * 0.85);
    expect(likely?.n).toBe(20);
  });

  it('an estimate of the good share is a count where every answer in time was judged', () => {
    const { likely } = estimateGood(rate(3, 7), draw({ pass: 2, fail: 1 }));
    expect(valueOf(likely)).toBe(2 / 7);
  });

  it('an estimate of the good share is never above the share in time, nor above the share that passed', () => {
    fc.assert(
      fc.property(parts, fc.nat({ max: 20 }), ({ pass, fail, error }, late) => {
        const drawn = pass + fail + error;
        const inTime = rate(drawn, drawn + late);
        const { likely, ends } = estimateGood(inTime, draw({ pass, fail, error }));
        const most = valueOf(ends?.high ?? likely) ?? 1;
        if (drawn === 0) return;
        expect(most).toBeCloseTo((pass + error) / (drawn + late), 9);
        expect(valueOf(ends?.low ?? likely) ?? 0).toBeCloseTo(pass / (drawn + late), 9);
      }),
      { numRuns: 30 },
    );
  });

  it('an estimate of the good share is between none and all in time where none in time was graded', () => {
    for (const scores of [[], draw({ error: 4 }), draw({ lack: 4 })]) {
      const { likely, ends, note } = estimateGood(rate(4, 5), scores);
      expect(likely).toBeUndefined();
      expect([valueOf(ends?.low), valueOf(ends?.high)]).toEqual([0, 0.8]);
      expect(note).not.toBe('');
    }
  });

  it('an estimate of the good share is 0 where nothing came in time, whatever the judge says', () => {
    expect(valueOf(estimateGood(rate(0, 5), []).likely)).toBe(0);
  });
});
