import { expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { createLambdaServing } from '../../src/serving/lambda.ts';

const COLD = 300;

it('a Lambda function starts cold once for each request beyond the warm environments, and then stays warm', () => {
  const lambda = createLambdaServing(createRandom(1, 'service'), { warm: 2 });
  const cold = (): boolean => lambda.enter(0) > COLD;
  expect([cold(), cold(), cold()]).toEqual([false, false, true]);
  lambda.leave();
  expect([cold(), cold()]).toEqual([false, true]);
});

it('a warm Lambda function adds about 35 ms', () => {
  const lambda = createLambdaServing(createRandom(1, 'service'), { warm: 1000 });
  const delays = Array.from({ length: 999 }, () => lambda.enter(0)).sort((a, b) => a - b);
  expect(delays[499]).toBeGreaterThan(32);
  expect(delays[499]).toBeLessThan(38);
});

it('a Lambda function is full at its reserved concurrency, and free again when a request leaves', () => {
  const lambda = createLambdaServing(createRandom(1, 'service'), { concurrency: 2 });
  lambda.enter(0);
  expect(lambda.isFull(0)).toBe(false);
  lambda.enter(0);
  expect(lambda.isFull(0)).toBe(true);
  lambda.leave();
  expect(lambda.isFull(0)).toBe(false);
});

it('a Lambda function grows by a thousand environments in ten seconds and no faster', () => {
  const lambda = createLambdaServing(createRandom(1, 'service'), { concurrency: 5000, warm: 0 });
  let entered = 0;
  const fill = (now: number): number => {
    for (; !lambda.isFull(now); entered++) lambda.enter(now);
    return entered;
  };
  expect(fill(0)).toBe(1000);
  expect(fill(5000)).toBe(1500);
  expect(fill(5000)).toBe(1500);
});
