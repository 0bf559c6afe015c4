import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDeque } from '../../../src/serving/engine/deque.ts';

it('a deque behaves like an array that is pushed, unshifted and shifted', () => {
  const action = fc.constantFrom('push', 'pushFront', 'shift');
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const line = createDeque<number>();
      const model: number[] = [];
      for (const [item, act] of actions.entries()) {
        if (act === 'push') model.push(item);
        if (act === 'pushFront') model.unshift(item);
        if (act === 'shift') expect(line.shift()).toBe(model.shift());
        else line[act](item);
        expect(line.first).toBe(model[0]);
      }
    }),
  );
});

it('a deque keeps its order over thousands of items', () => {
  const line = createDeque<number>();
  for (let i = 0; i < 5000; i++) line.push(i);
  const out = Array.from({ length: 4000 }, () => line.shift());
  line.push(5000);
  while (line.first !== undefined) out.push(line.shift());
  expect(out).toEqual(Array.from({ length: 5001 }, (_, i) => i));
});
