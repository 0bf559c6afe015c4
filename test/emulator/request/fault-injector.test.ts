import { describe, expect, it } from 'vitest';
import {
  createFaultInjector,
  type FaultInjector,
} from '../../../src/emulator/request/fault-injector.ts';
import { createRandom } from '../../../src/random/random.ts';
import type { Fault } from '../../../src/scenario/emulator/fault-schema.ts';

function drawing(...faults: Fault[]): FaultInjector {
  return createFaultInjector(faults, createRandom(1, 'service'), 1000);
}

const always = { kind: 'reset', probability: 1 } as const;

describe('the fault injector', () => {
  it('draws a fault with its probability', () => {
    const faults = drawing({ kind: 'throttle', probability: 0.3 });
    const struck = Array.from({ length: 10_000 }, () => faults.draw('m', true, 1000)).filter(
      Boolean,
    );
    expect(struck.length).toBeGreaterThan(2800);
    expect(struck.length).toBeLessThan(3200);
  });

  it('draws a fault only for the model it names', () => {
    const faults = drawing({ ...always, on: 'haiku' });
    const kinds = ['haiku', 'sonnet'].map((subject) => faults.draw(subject, false, 1000)?.kind);
    expect(kinds).toEqual(['reset', undefined]);
  });

  it('draws a stream fault only for streamed answers', () => {
    const faults = drawing({ kind: 'cut-frame', probability: 1 });
    const kinds = [false, true].map((streamed) => faults.draw('m', streamed, 1000)?.kind);
    expect(kinds).toEqual([undefined, 'cut-frame']);
  });

  it('draws a fault for at most its count of applicable requests', () => {
    const faults = drawing({ ...always, on: 'haiku', count: 2 });
    const subjects = ['sonnet', 'haiku', 'sonnet', 'haiku', 'haiku'];
    const struck = subjects.map((subject) => faults.draw(subject, true, 1000) !== undefined);
    expect(struck).toEqual([false, true, false, true, false]);
  });

  it('draws a timed fault from its start until just before its end', () => {
    const faults = drawing({ ...always, from: 500, for: 100 });
    const struck = [1000, 1499, 1500, 1599, 1600].map(
      (now) => faults.draw('m', true, now) !== undefined,
    );
    expect(struck).toEqual([false, false, true, true, false]);
  });

  it('restarts counts and times when faults are set', () => {
    const faults = drawing({ ...always, count: 1 });
    faults.draw('m', true, 1000);
    faults.set([{ ...always, count: 1, from: 100 }], 5000);
    const struck = [5000, 5100, 5200].map((now) => faults.draw('m', true, now) !== undefined);
    expect(struck).toEqual([false, true, false]);
  });

  it('draws faults in order and injects the first one drawn', () => {
    const faults = drawing({ ...always, count: 1 }, { kind: 'stall', probability: 1 });
    const kinds = [1, 2].map(() => faults.draw('m', true, 1000)?.kind);
    expect(kinds).toEqual(['reset', 'stall']);
  });
});
