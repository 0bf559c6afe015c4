import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/cost/allowance.ts';
import { SpendCap } from '../../src/cost/spend-cap.ts';

const MAXIMUM = { once: 0.3, again: 0.2, refused: 0.01 };

/** A cap with known costs of requests of bot and other. */
function priced(size: number): SpendCap {
  const cap = new SpendCap(size);
  for (const owner of ['bot', 'other']) {
    cap.tryHold({ dollars: 0, owner, lasting: 0 });
    cap.settle({ dollars: 0, owner }, 0, true);
  }
  return cap;
}

const opened = (cap: SpendCap): Allowance => {
  const allowance = new Allowance(cap, 'bot', MAXIMUM);
  expect(allowance.open(0)).toBe('held');
  return allowance;
};

describe('allowance', () => {
  it('an allowance holds the first request, and more for each repetition, until their costs are known', () => {
    const cap = priced(1);
    const allowance = opened(cap);
    expect([allowance.retry(true, 0), allowance.resend()]).toEqual([true, true]);
    expect(cap.held).toBeCloseTo(0.8, 12);
    allowance.close(0.25);
    expect([cap.spent, cap.held]).toEqual([0.25, 0]);
  });

  it('an allowance holds only the request price for a retry after a refusal', () => {
    const cap = priced(1);
    opened(cap).retry(false, 0);
    expect(cap.held).toBeCloseTo(0.31, 12);
  });

  it('an allowance repeats nothing that the cap does not cover, and counts it', () => {
    const cap = priced(0.4);
    const allowance = opened(cap);
    expect([allowance.retry(true, 0), allowance.resend()]).toEqual([false, false]);
    expect(cap.held).toBe(0.3);
    expect(cap.heldBack.unrepeated).toBe(2);
  });

  it('an allowance spends all it holds where nothing is known, and nothing twice', () => {
    const cap = priced(1);
    const lost = opened(cap);
    lost.forfeit();
    lost.close(0.1);
    lost.forfeit();
    expect(cap.spent).toBe(0.3);
  });

  it('an allowance waits until it fits under the cap', async () => {
    const cap = priced(0.5);
    const first = opened(cap);
    const second = new Allowance(cap, 'bot', MAXIMUM);
    const room = second.openSoon(0);
    first.close(0.1);
    expect(await room).toBe('held');
    second.close(0.1);
    expect(cap.spent).toBeCloseTo(0.2, 12);
  });

  it('an allowance holds more for a target once that cost more than its maximum, and for no other', () => {
    const cap = priced(10);
    opened(cap).close(0.6);
    expect(new Allowance(cap, 'bot', MAXIMUM).maximum.once).toBeCloseTo(0.6, 12);
    expect(new Allowance(cap, 'other', MAXIMUM).maximum.once).toBe(0.3);
  });
});
