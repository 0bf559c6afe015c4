import type { Random } from '../../random/random.ts';
import type { Fault, FaultKind } from '../../scenario/emulator/emulator-settings.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A FaultInjector decides request by request which fault, if any, strikes. */
export interface FaultInjector {
  /** Replaces all faults from now on; their counts and times begin anew. */
  set(faults: readonly Fault[], now: Milliseconds): void;
  draw(subject: string, streamed: boolean, now: Milliseconds): Fault | undefined;
}

/** Only a stream can break in these ways; whole answers never draw them. */
const STREAM_ONLY: ReadonlySet<FaultKind> = new Set([
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
]);

/** A Threat is a fault that has been set, with how often it may still strike. */
interface Threat {
  readonly fault: Fault;
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  left: number;
}

/** Each fault that applies is drawn for in order; the first to strike is the one. */
export function createFaultInjector(
  initial: readonly Fault[],
  random: Random,
  now: Milliseconds,
): FaultInjector {
  let threats = initial.map((fault) => threat(fault, now));
  return {
    set(faults, at) {
      threats = faults.map((fault) => threat(fault, at));
    },
    draw(subject, streamed, at) {
      const struck = threats.find(
        ({ fault: { kind, probability, on }, begin, end, left }) =>
          (on === undefined || on === subject) &&
          left > 0 &&
          at >= begin &&
          at < end &&
          (streamed || !STREAM_ONLY.has(kind)) &&
          random() < probability,
      );
      if (struck !== undefined) struck.left--;
      return struck?.fault;
    },
  };
}

function threat(fault: Fault, now: Milliseconds): Threat {
  const begin = now + (fault.from ?? 0);
  return { fault, begin, end: begin + (fault.for ?? Infinity), left: fault.count ?? Infinity };
}
