import { z } from 'zod';
import { type Fault, FAULT_KINDS, type FaultKind } from '../scenario/emulator-settings.ts';
import type { Random } from '../scenario/random.ts';

/** A FaultDraw decides request by request which fault, if any, strikes. */
export interface FaultDraw {
  /** Replaces all faults from now on. */
  set(faults: readonly Fault[]): void;
  draw(subject: string, streamed: boolean): FaultKind | undefined;
}

/** Only a stream can break in these ways; whole answers never draw them. */
const STREAM_ONLY: ReadonlySet<FaultKind> = new Set([
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
]);

/** Each fault that applies is drawn for in order; the first to strike is the one. */
export function createFaultDraw(initial: readonly Fault[], random: Random): FaultDraw {
  let faults = initial;
  return {
    set(next) {
      faults = next;
    },
    draw(subject, streamed) {
      return faults.find(
        ({ kind, probability, on }) =>
          (on === undefined || on === subject) &&
          (streamed || !STREAM_ONLY.has(kind)) &&
          random() < probability,
      )?.kind;
    },
  };
}

const list = z.array(
  z
    .strictObject({
      kind: z.enum(FAULT_KINDS),
      probability: z.number().min(0).max(1),
      on: z.string().optional(),
    })
    .transform(({ on, ...fault }): Fault => (on === undefined ? fault : { ...fault, on })),
);

/** Faults as JSON: an array of `{ kind, probability, on? }`. Throws a ZodError that names the place. */
export function readFaults(value: unknown): readonly Fault[] {
  return list.parse(value);
}
