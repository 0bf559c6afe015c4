import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/emulator-settings.ts';
import { errorResponse } from '../errors/error-response.ts';
import type { EmulatedService } from '../errors/service.ts';
import { corrupted } from './event-frame.ts';
import type { Framing } from './framing.ts';

/** A StreamFault is one way in which a streamed answer stops short. */
export interface StreamFault {
  /** After how many tokens of so many. */
  at(tokens: number): number;
  /** The last bytes, made where needed from the frame that would have come next. */
  bytes?(next: Uint8Array, framing: Framing, service: EmulatedService): Uint8Array;
  readonly leaving: 'end' | 'reset' | 'silence';
  /** What a client should make of it; absent where only the client can end it. */
  readonly outcome?: Outcome;
}

/** The faults that break streams; the others strike before an answer begins. */
export const STREAM_FAULTS: Readonly<Partial<Record<FaultKind, StreamFault>>> = {
  'first-frame-exception': {
    at: () => 0,
    bytes: (_, framing, service) =>
      framing.exception(errorResponse(service, 'requests_per_minute')),
    leaving: 'end',
    outcome: 'throttled',
  },
  'mid-stream-exception': {
    at: halfway,
    bytes: (_, framing, service) => framing.exception(errorResponse(service, 'stream-error')),
    leaving: 'end',
    outcome: 'model_error',
  },
  'cut-frame': {
    at: halfway,
    bytes: (next) => next.subarray(0, Math.ceil(next.length / 2)),
    leaving: 'end',
    outcome: 'incomplete',
  },
  'bad-crc': { at: halfway, bytes: corrupted, leaving: 'end', outcome: 'server_error' },
  'clean-early-end': { at: halfway, leaving: 'end', outcome: 'incomplete' },
  reset: { at: halfway, leaving: 'reset', outcome: 'server_error' },
  stall: { at: halfway, leaving: 'silence' },
};

function halfway(tokens: number): number {
  return Math.max(1, Math.floor(tokens / 2));
}
