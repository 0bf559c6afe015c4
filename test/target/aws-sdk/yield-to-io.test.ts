import { describe, expect, it } from 'vitest';
import { yieldToIo } from '../../../src/target/aws-sdk/yield-to-io.ts';

describe('yieldToIo', () => {
  it('yieldToIo resolves one caller in each loop iteration, in order', async () => {
    let turn = 0;
    let counting = true;
    const count = (): void => {
      turn += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const turns: number[] = [];
    await Promise.all(
      [0, 1, 2, 3].map(async () => {
        await yieldToIo();
        turns.push(turn);
      }),
    );
    counting = false;
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    expect(new Set(turns).size).toBe(4);
  });
});
