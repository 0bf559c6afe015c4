import {
  assert,
  asyncProperty,
  array,
  constantFrom,
  double,
  oneof,
  property,
  record,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, MARGIN, type RentMeter, SpendCap } from '../../src/cost/spend-cap.ts';

const dollars = double({ min: 0, max: 1, noNaN: true });

const claim = (most: number, owner = 'ours', lasting = 0): Claim => ({
  dollars: most,
  owner,
  lasting,
});

/** A cap with a known cost of requests: one was answered, for nothing. */
function priced(size: number, rent?: RentMeter): SpendCap {
  const cap = new SpendCap(size, rent);
  cap.tryHold(claim(0));
  cap.settle(claim(0), 0, true);
  return cap;
}

/** Lets all pending promises settle. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('spend cap', () => {
  it('a spend cap is never exceeded by spent and held together, in any order of holds and settlements', () => {
    const step = oneof(
      record({ kind: constantFrom('hold', 'extend'), most: dollars }),
      record({ kind: constantFrom('settle'), share: dollars, which: dollars }),
    );
    assert(
      property(
        double({ min: 0.01, max: 5, noNaN: true }),
        array(step, { maxLength: 80 }),
        (size, steps) => {
          const cap = priced(size);
          const inFlight: number[] = [];
          for (const each of steps) {
            if ('most' in each) {
              const last = inFlight.length - 1;
              if (each.kind === 'hold' && cap.tryHold(claim(each.most)) === 'held')
                inFlight.push(each.most);
              if (each.kind === 'extend' && last >= 0 && cap.extend(claim(each.most)))
                inFlight[last] = (inFlight[last] ?? 0) + each.most;
            } else if (inFlight.length > 0) {
              const [held = 0] = inFlight.splice(
                Math.floor(each.which * 0.999 * inFlight.length),
                1,
              );
              cap.settle(claim(held), held * each.share, true);
            }
            expect(cap.spent + cap.held).toBeLessThanOrEqual(size * (1 + 1e-9));
          }
        },
      ),
    );
  });

  it('a spend cap admits every waiting request or reports that it never fits, and none waits for ever', async () => {
    await assert(
      asyncProperty(
        double({ min: 0.01, max: 2, noNaN: true }),
        array(record({ most: dollars, share: dollars }), { minLength: 1, maxLength: 30 }),
        async (size, requests) => {
          const cap = priced(size);
          const ask = async ({ most, share }: (typeof requests)[number]): Promise<string> => {
            const room = await cap.hold(claim(most));
            if (room !== 'held') return room;
            await turn();
            expect(cap.spent + cap.held).toBeLessThanOrEqual(size * (1 + 1e-9));
            cap.settle(claim(most), most * share, true);
            return room;
          };
          const rooms = await Promise.all(requests.map(ask));
          expect(rooms).not.toContain('later');
          expect(cap.held).toBe(0);
          expect(cap.spent).toBeLessThanOrEqual(size * (1 + 1e-9));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('a spend cap holds from the first request on, before any cost is known', () => {
    const cap = priced(1);
    expect([1, 2, 3, 4].map(() => cap.tryHold(claim(0.3)))).toEqual([
      'held',
      'held',
      'held',
      'later',
    ]);
    cap.settle(claim(0.3), 0.1, true);
    expect(cap.tryHold(claim(0.3))).toBe('held');
  });

  it('a spend cap distinguishes a request that fits after settlements from one that never fits', () => {
    const cap = priced(1);
    expect(cap.tryHold(claim(1.1))).toBe('never');
    expect(cap.tryHold(claim(0.6))).toBe('held');
    expect(cap.tryHold(claim(0.6))).toBe('later');
    cap.settle(claim(0.6), 0.5, true);
    expect(cap.tryHold(claim(0.6))).toBe('never');
    expect(cap.tryHold(claim(0.5))).toBe('held');
  });

  it('a spend cap reports the first request that never fits, and how much was left', () => {
    const cap = priced(1);
    cap.tryHold(claim(0.75));
    cap.settle(claim(0.75), 0.25, true);
    expect([cap.tryHold(claim(0.5)), cap.tryHold(claim(0.5)), cap.shortage]).toEqual([
      'held',
      'later',
      undefined,
    ]);
    cap.tryHold(claim(0.875));
    expect(cap.shortage).toEqual({ needed: 0.875, left: 0.75 });
  });

  it('a spend cap admits waiting requests first come first served', async () => {
    const cap = priced(1);
    const heard: string[] = [];
    cap.tryHold(claim(0.9));
    for (const [name, most] of [
      ['first', 0.8],
      ['second', 0.1],
      ['too dear', 0.95],
    ] as const) {
      void cap.hold(claim(most)).then((room) => heard.push(`${name}: ${room}`));
    }
    await turn();
    expect(heard).toEqual([]);
    cap.settle(claim(0.9), 0.1, true);
    await turn();
    expect(heard).toEqual(['first: held', 'second: held', 'too dear: never']);
    expect(cap.heldBack).toEqual({ waited: 2, dropped: 0, unrepeated: 0 });
  });

  it('a spend cap drops a waiting request that is cancelled, and admits those behind', async () => {
    const cap = priced(1);
    const off = new AbortController();
    cap.tryHold(claim(0.5));
    const dear = cap.hold(claim(0.9), off.signal);
    const cheap = cap.hold(claim(0.4));
    off.abort();
    expect(await Promise.all([dear, cheap])).toEqual(['later', 'held']);
    expect(cap.heldBack.waited).toBe(1);
  });

  it('a spend cap counts the rent of machines up to the latest end of the requests in flight', () => {
    let now = 0;
    const cap = priced(1, { now: () => now, until: (at) => at / 100 });
    // $0.5 and the rent of 40 are held; the rent of 90 would leave too little.
    expect(cap.tryHold(claim(0.5, 'ours', 40))).toBe('held');
    expect([cap.tryHold(claim(0.2, 'ours', 90)), cap.shortage]).toEqual([
      'never',
      { needed: 0.2, left: 1, rent: 0.9 },
    ]);
    expect(cap.tryHold(claim(0.2, 'ours', 10))).toBe('later');
    expect(cap.tryHold(claim(0.1, 'ours', 10))).toBe('held');
    now = 39;
    expect([cap.extend(claim(0, 'ours', 1)), cap.extend(claim(0, 'ours', 2))]).toEqual([
      true,
      false,
    ]);
    expect([cap.isRentedOut(1), cap.isRentedOut(2)]).toEqual([false, true]);
    cap.settle(claim(0.5), 0.25, true);
    cap.settle(claim(0.1), 0.1, true);
    expect([cap.spent, cap.isRentedOut(25), cap.isRentedOut(27)]).toEqual([0.35, false, true]);
  });

  it('a spend cap holds more for a target that exceeded its claims, in flight and waiting too', async () => {
    const cap = priced(1);
    for (let n = 0; n < 4; n++) expect(cap.tryHold(claim(0.1))).toBe('held');
    cap.settle(claim(0.1), 0.3, true);
    expect([cap.overrunOf('ours'), cap.overrunOf('other')]).toEqual([
      expect.closeTo(3, 12) as number,
      1,
    ]);
    expect(cap.held).toBeCloseTo(0.9, 12);
    const waiting = cap.hold(claim(0.1));
    cap.settle(claim(0.1), 0.2, true);
    cap.settle(claim(0.1), 0.1, true);
    cap.settle(claim(0.1), 0.1, true);
    expect([await waiting, cap.spent]).toEqual(['held', expect.closeTo(0.7, 12)]);
  });

  it('a spend cap holds a margin until an answer has reported its cost, and none for a request alone in flight', () => {
    const cap = new SpendCap(1);
    expect(cap.tryHold(claim(0.9))).toBe('held');
    expect(cap.tryHold(claim(0.001))).toBe('later');
    cap.settle(claim(0.9), 0.2, false);
    expect([1, 2].map(() => cap.tryHold(claim(0.6 / MARGIN)))).toEqual(['held', 'later']);
    cap.settle(claim(0.6 / MARGIN), 0.06, true);
    expect([1, 2, 3].map(() => cap.tryHold(claim(0.3)))).toEqual(['held', 'held', 'later']);
  });

  it('a spend cap is kept for a service that costs up to the margin more than claimed, for any number of requests', async () => {
    await assert(
      asyncProperty(
        double({ min: 1, max: MARGIN, noNaN: true }),
        double({ min: 0.001, max: 0.09, noNaN: true }),
        async (times, most) => {
          const cap = new SpendCap(1);
          const ask = async (): Promise<void> => {
            if ((await cap.hold(claim(most))) !== 'held') return;
            await turn();
            cap.settle(claim(most), most * times, true);
          };
          await Promise.all(Array.from({ length: 200 }, ask));
          expect(cap.spent).toBeGreaterThan(0);
          expect(cap.spent).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('a spend cap without a limit allows everything', () => {
    const cap = new SpendCap();
    expect([cap.limited, cap.tryHold(claim(1e9)), cap.isRentedOut(1e9)]).toEqual([
      false,
      'held',
      false,
    ]);
  });
});
