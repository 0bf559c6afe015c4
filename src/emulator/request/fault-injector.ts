import type { Random } from '../../random/random.ts';
import type { FaultKind } from '../../scenario/emulator/fault-kinds.ts';
import type { Fault } from '../../scenario/emulator/fault-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Draws for each request which fault, if any, is injected. */
export interface FaultInjector {
  /** Replaces all faults; counts and times restart at `now`. */
  set(faults: readonly Fault[], now: Milliseconds): void;
  draw(subject: string, streamed: boolean, now: Milliseconds): Fault | undefined;
}

/** Faults that only apply to streams. */
const STREAM_ONLY: ReadonlySet<FaultKind> = new Set([
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
]);

/** A fault with its active interval [begin, end) and its remaining injections. */
interface ActiveFault {
  readonly fault: Fault;
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  remaining: number;
}

/** Draws for each applicable fault in order; injects the first that is drawn. */
export function createFaultInjector(
  initial: readonly Fault[],
  random: Random,
  now: Milliseconds,
): FaultInjector {
  let active = initial.map((fault) => activate(fault, now));
  return {
    set(faults, at) {
      active = faults.map((fault) => activate(fault, at));
    },
    draw(subject, streamed, at) {
      const drawn = active.find(
        ({ fault: { kind, probability, on }, begin, end, remaining }) =>
          (on === undefined || on === subject) &&
          remaining > 0 &&
          at >= begin &&
          at < end &&
          (streamed || !STREAM_ONLY.has(kind)) &&
          random() < probability,
      );
      if (drawn !== undefined) drawn.remaining--;
      return drawn?.fault;
    },
  };
}

function activate(fault: Fault, now: Milliseconds): ActiveFault {
  const begin = now + (fault.from ?? 0);
  return { fault, begin, end: begin + (fault.for ?? Infinity), remaining: fault.count ?? Infinity };
}
