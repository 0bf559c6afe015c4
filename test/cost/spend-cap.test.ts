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
import { SpendCap } from '../../src/cost/spend-cap.ts';

const dollars = double({ min: 0, max: 1, noNaN: true });

/** Lets everything happen that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a spend cap', () => {
  it('never lets spent and held together pass it, whatever is held and settled in whatever order', () => {
    const step = oneof(
      record({ kind: constantFrom('hold', 'extend'), most: dollars }),
      record({ kind: constantFrom('settle'), share: dollars, which: dollars }),
    );
    assert(
      property(
        double({ min: 0.01, max: 5, noNaN: true }),
        array(step, { maxLength: 80 }),
        (size, steps) => {
          const cap = new SpendCap(size);
          const inFlight: number[] = [];
          for (const each of steps) {
            if ('most' in each) {
              const last = inFlight.length - 1;
              if (each.kind === 'hold' && cap.tryHold(each.most) === 'held')
                inFlight.push(each.most);
              if (each.kind === 'extend' && last >= 0 && cap.extend(each.most))
                inFlight[last] = (inFlight[last] ?? 0) + each.most;
            } else if (inFlight.length > 0) {
              const [held = 0] = inFlight.splice(
                Math.floor(each.which * 0.999 * inFlight.length),
                1,
              );
              cap.settle(held, held * each.share);
            }
            expect(cap.spent + cap.held).toBeLessThanOrEqual(size * (1 + 1e-9));
          }
        },
      ),
    );
  });

  it('lets everyone in who waits, or tells them that there is never room, and keeps nobody waiting for ever', async () => {
    await assert(
      asyncProperty(
        double({ min: 0.01, max: 2, noNaN: true }),
        array(record({ most: dollars, share: dollars }), { minLength: 1, maxLength: 30 }),
        async (size, requests) => {
          const cap = new SpendCap(size);
          const ask = async ({ most, share }: (typeof requests)[number]): Promise<string> => {
            const room = await cap.hold(most);
            if (room !== 'held') return room;
            await turn();
            expect(cap.spent + cap.held).toBeLessThanOrEqual(size * (1 + 1e-9));
            cap.settle(most, most * share);
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

  it('holds from the first request on, when no price is known by experience', () => {
    const cap = new SpendCap(1);
    expect([1, 2, 3, 4].map(() => cap.tryHold(0.3))).toEqual(['held', 'held', 'held', 'later']);
    cap.settle(0.3, 0.1);
    expect(cap.tryHold(0.3)).toBe('held');
  });

  it('tells a request that may fit once others are settled from one that never will', () => {
    const cap = new SpendCap(1);
    expect(cap.tryHold(1.1)).toBe('never');
    expect(cap.tryHold(0.6)).toBe('held');
    expect(cap.tryHold(0.6)).toBe('later');
    cap.settle(0.6, 0.5);
    expect(cap.tryHold(0.6)).toBe('never');
    expect(cap.tryHold(0.5)).toBe('held');
  });

  it('says for what there was no room, and how much was left', () => {
    const cap = new SpendCap(1);
    cap.tryHold(0.75);
    cap.settle(0.75, 0.25);
    expect([cap.tryHold(0.5), cap.tryHold(0.5), cap.shortage]).toEqual([
      'held',
      'later',
      undefined,
    ]);
    cap.tryHold(0.875);
    expect(cap.shortage).toEqual({ needed: 0.875, left: 0.75 });
  });

  it('lets in who waits in the order of asking, as room comes free', async () => {
    const cap = new SpendCap(1);
    const heard: string[] = [];
    cap.tryHold(0.9);
    for (const [name, most] of [
      ['first', 0.8],
      ['second', 0.1],
      ['too dear', 0.95],
    ] as const) {
      void cap.hold(most).then((room) => heard.push(`${name}: ${room}`));
    }
    await turn();
    expect(heard).toEqual([]);
    cap.settle(0.9, 0.1);
    await turn();
    expect(heard).toEqual(['first: held', 'second: held', 'too dear: never']);
    expect(cap.heldBack).toEqual({ waited: 2, dropped: 0, unrepeated: 0 });
  });

  it('lets go of who waits and is called off, and lets in those behind', async () => {
    const cap = new SpendCap(1);
    const off = new AbortController();
    cap.tryHold(0.5);
    const dear = cap.hold(0.9, off.signal);
    const cheap = cap.hold(0.4);
    off.abort();
    expect(await Promise.all([dear, cheap])).toEqual(['later', 'held']);
    expect(cap.heldBack.waited).toBe(1);
  });

  it('counts what rented machines have cost by now', () => {
    let rent = 0;
    const cap = new SpendCap(1, () => rent);
    cap.tryHold(0.2);
    cap.settle(0.2, 0.2);
    rent = 0.6;
    expect(cap.spent).toBeCloseTo(0.8, 12);
    expect([cap.tryHold(0.3), cap.tryHold(0.2), cap.overdrawn]).toEqual(['never', 'held', false]);
    rent = 0.9;
    expect(cap.overdrawn).toBe(true);
  });

  it('holds more for whoever cost more than was held', () => {
    const cap = new SpendCap(1);
    expect(cap.overrunOf('agent')).toBe(1);
    cap.noteOverrun('agent', 3);
    cap.noteOverrun('agent', 2);
    expect([cap.overrunOf('agent'), cap.overrunOf('other')]).toEqual([3, 1]);
  });

  it('allows everything without a limit', () => {
    const cap = new SpendCap();
    expect([cap.limited, cap.tryHold(1e9), cap.overdrawn]).toEqual([false, 'held', false]);
  });
});
