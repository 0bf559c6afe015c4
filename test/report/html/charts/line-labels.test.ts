import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from '../../../../src/report/html/charts/line-labels.tsx';

const label = (y: number) => ({ y, text: String(y), class: 'series-0' });

describe('line labels', () => {
  it('stay at their lines where there is room', () => {
    expect(spread([label(20), label(60)], 0, 100).map(({ y }) => y)).toEqual([20, 60]);
  });

  it('neither overlap nor leave the plot if they fit', () => {
    const ys = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(ys, (ys) => {
        const placed = spread(ys.map(label), 0, 300).map(({ y }) => y);
        for (const [i, y] of placed.entries()) {
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(300);
          const next = placed[i + 1];
          if (next !== undefined) expect(next - y).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });
});
