import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cohenKappa, krippendorffAlpha } from '../../src/statistics/agreement.ts';

function repeated(counts: readonly (readonly [number, number, number])[]): [number, number][] {
  return counts.flatMap(([a, b, times]) =>
    Array.from({ length: times }, (): [number, number] => [a, b]),
  );
}

describe('cohenKappa', () => {
  it('cohenKappa of 45 agreements in 60 is what Cohen computes by hand', () => {
    // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: (0.7 - 0.5) / (1 - 0.5).
    const pairs = repeated([
      [1, 1, 20],
      [1, 0, 5],
      [0, 1, 10],
      [0, 0, 15],
    ]);
    expect(cohenKappa(pairs)).toBeCloseTo(0.4, 12);
  });

  it.each([
    {
      name: 'the same rating',
      pairs: [
        [1, 1],
        [2, 2],
        [3, 3],
      ] as [number, number][],
      kappa: 1,
    },
    {
      name: 'the opposite',
      pairs: [
        [0, 1],
        [1, 0],
      ] as [number, number][],
      kappa: -1,
    },
  ])('cohenKappa of $name is $kappa', ({ pairs, kappa }) => {
    expect(cohenKappa(pairs)).toBeCloseTo(kappa, 12);
    expect(cohenKappa(pairs, 'quadratic')).toBeCloseTo(kappa, 12);
  });

  it('cohenKappa weights far disagreements more with quadratic weights', () => {
    const near = repeated([
      [1, 1, 5],
      [2, 2, 5],
      [3, 3, 5],
      [1, 2, 2],
    ]);
    const far = repeated([
      [1, 1, 5],
      [2, 2, 5],
      [3, 3, 5],
      [1, 3, 2],
    ]);
    // By hand, from the margins (7, 5, 5) against (5, 7, 5) and (5, 5, 7).
    expect(cohenKappa(near, 'quadratic')).toBeCloseTo(1 - 2 / (374 / 17), 12);
    expect(cohenKappa(far, 'quadratic')).toBeCloseTo(1 - 8 / (416 / 17), 12);
    expect(cohenKappa(near)).toBeGreaterThan(0.8);
  });

  it('cohenKappa is undefined where both raters use one category only, and for no pairs', () => {
    expect(
      cohenKappa([
        [1, 1],
        [1, 1],
      ]),
    ).toBeUndefined();
    expect(cohenKappa([])).toBeUndefined();
  });
});

describe('krippendorffAlpha', () => {
  it.each([
    ['nominal', 0.743421],
    ['ordinal', 0.815388],
  ] as const)(
    'krippendorffAlpha of his worked example of four coders and twelve units is, %s, %d',
    (scale, alpha) => {
      const units = [
        [1, 1, 1],
        [2, 2, 3, 2],
        [3, 3, 3, 3],
        [3, 3, 3, 3],
        [2, 2, 2, 2],
        [1, 2, 3, 4],
        [4, 4, 4, 4],
        [1, 1, 2, 1],
        [2, 2, 2, 2],
        [5, 5, 5],
        [1, 1],
        [3],
      ];
      expect(krippendorffAlpha(units, scale)).toBeCloseTo(alpha, 4);
    },
  );

  it('krippendorffAlpha is undefined where every rating is the same, and where no unit has two', () => {
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        'nominal',
      ),
    ).toBeUndefined();
    expect(krippendorffAlpha([[1], [2]], 'ordinal')).toBeUndefined();
  });
});

const DATA = '../shared/data/eval';
const HUMAN = `${DATA}/mtrag_human/reference_subset_with_human_evaluations.json`;
const GOLDEN = `${DATA}/golden_stats.json`;

interface Annotated {
  evaluations: { annotations: Record<string, Record<string, { value: string }>> }[];
}

interface Golden {
  mtrag_all477: Record<string, { units: number; alpha_nominal: number; alpha_ordinal: number }>;
  mtrag318_ragas_faithfulness_threshold_vs_human_median_ge3: {
    by_threshold: Record<string, { tp: number; fp: number; fn: number; tn: number; kappa: number }>;
  };
}

describe.skipIf(!existsSync(HUMAN) || !existsSync(GOLDEN))(
  'agreement on human ratings (needs ../shared/data)',
  () => {
    const golden = (): Golden => JSON.parse(readFileSync(GOLDEN, 'utf8'));

    it.each(['faithfulness', 'completeness', 'appropriateness', 'naturalness'])(
      'krippendorffAlpha reproduces the alphas of %s',
      (metric) => {
        const { evaluations }: Annotated = JSON.parse(readFileSync(HUMAN, 'utf8'));
        const units = evaluations.map(({ annotations }) =>
          Object.values(annotations[metric] ?? {}).map(({ value }) => Number(value)),
        );
        const expected = golden().mtrag_all477[metric];
        expect(units).toHaveLength(expected?.units ?? -1);
        expect(krippendorffAlpha(units, 'nominal')).toBeCloseTo(expected?.alpha_nominal ?? -9, 5);
        expect(krippendorffAlpha(units, 'ordinal')).toBeCloseTo(expected?.alpha_ordinal ?? -9, 5);
      },
    );

    it('krippendorffAlpha reproduces the kappas of a judge against people', () => {
      const tables =
        golden().mtrag318_ragas_faithfulness_threshold_vs_human_median_ge3.by_threshold;
      for (const { tp, fp, fn, tn, kappa } of Object.values(tables)) {
        const pairs = repeated([
          [1, 1, tp],
          [1, 0, fp],
          [0, 1, fn],
          [0, 0, tn],
        ]);
        expect(cohenKappa(pairs)).toBeCloseTo(kappa, 5);
      }
    });
  },
);
