import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventQueue } from '../../../src/serving/base/event-queue.ts';

it('an event queue yields items by time, and equal times in insertion order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.nat(), (times, early) => {
      const events = createEventQueue<{ at: number; turn: number; place: number }>();
      const items = times.map((at, place) => ({ at, turn: 0, place }));
      // Takes some out before the rest are added.
      const half = items.slice(0, early % (items.length + 1));
      for (const item of half) events.add(item);
      const out = half.slice(0, half.length / 2).map(() => events.shift());
      expect(out).toEqual(half.toSorted((a, b) => a.at - b.at).slice(0, out.length));
      for (const item of items.slice(half.length)) events.add(item);
      const rest = items.filter((item) => !out.includes(item));
      for (const item of rest.toSorted((a, b) => a.at - b.at)) {
        expect(events.first).toBe(item);
        expect(events.shift()).toBe(item);
      }
      expect(events.first).toBeUndefined();
      expect(events.shift()).toBeUndefined();
    }),
  );
});
