import { expect, it } from 'vitest';
import { standardNormal } from '../../src/random/normal.ts';
import { createRandom } from '../../src/random/random.ts';

it('standard normal draws have mean 0, variance 1 and 2.5 % beyond 1.96', () => {
  const random = createRandom(1, 'service');
  const draws = Array.from({ length: 20_000 }, () => standardNormal(random));
  const mean = draws.reduce((sum, z) => sum + z, 0) / draws.length;
  const variance = draws.reduce((sum, z) => sum + (z - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
  expect(draws.filter((z) => z > 1.96).length / draws.length).toBeCloseTo(0.025, 2);
});

it('a standard normal draw is finite even where the uniform number is 0', () => {
  expect(Math.abs(standardNormal(() => 0))).toBe(0);
});
