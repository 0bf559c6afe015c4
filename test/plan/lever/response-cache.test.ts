import { describe, expect, it } from 'vitest';
import { routeShare } from '../../../src/plan/lever/mix.ts';
import { allowedPerMiss, hitRateNeeded } from '../../../src/plan/lever/response-cache.ts';

describe('response cache', () => {
  it.each([
    [9.75, 10 / 3, 0.658_119_66],
    [9.75, 3.065_433_283_3, 0.685_596_59],
    [6.175, 10 / 3, 0.460_188_93],
    [0.8125, 10 / 3, 0],
  ])(
    'a response cache must, to bring $%d down to $%d, hit %d of queries',
    (per1k, allowed, hitRate) => {
      expect(hitRateNeeded(per1k, allowed)).toBeCloseTo(hitRate, 7);
    },
  );

  it('a response cache cannot help where the budget leaves nothing', () => {
    expect(hitRateNeeded(9.75, 0)).toBeUndefined();
    expect(hitRateNeeded(9.75, -1)).toBeUndefined();
  });

  it.each([
    [0.2, 0.375_291_38],
    [0.3, 0.441_891_44],
    [0.45, 0.587_200_68],
  ])(
    'a response cache that hits %d lets the expensive target answer %d of the rest',
    (hitRate, share) => {
      const mix = { expensive: 9.75, cheap: 0.8125 };
      expect(routeShare(mix, allowedPerMiss(10 / 3, hitRate))).toBeCloseTo(share, 7);
    },
  );
});
