import { expect, it } from 'vitest';
import { createLambda } from '../../src/emulator/lambda.ts';
import { createRandom } from '../../src/scenario/random.ts';

const COLD = 300;

it('starts cold once for each request beyond the warm environments, and then stays warm', () => {
  const lambda = createLambda(createRandom(1, 'service'), 2);
  const cold = (): boolean => lambda.enter() > COLD;
  expect([cold(), cold(), cold()]).toEqual([false, false, true]);
  lambda.leave();
  expect([cold(), cold()]).toEqual([false, true]);
});

it('adds about 35 ms when warm', () => {
  const lambda = createLambda(createRandom(1, 'service'), 1000);
  const delays = Array.from({ length: 999 }, () => lambda.enter()).sort((a, b) => a - b);
  expect(delays[499]).toBeGreaterThan(32);
  expect(delays[499]).toBeLessThan(38);
});
