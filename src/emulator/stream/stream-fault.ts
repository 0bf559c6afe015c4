import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/fault-kinds.ts';
import { errorResponse } from '../errors/error-response.ts';
import type { EmulatedService } from '../errors/service.ts';
import { corrupted } from './event-frame.ts';
import type { Framing } from './framing.ts';

/** A way to break a streamed answer off. */
export interface StreamFault {
  /** Returns after how many of the answer's tokens the stream breaks off. */
  at(tokens: number): number;
  /** Returns the last bytes, given the frame that would have come next. */
  bytes?(next: Uint8Array, framing: Framing, service: EmulatedService): Uint8Array;
  /** How the response ends after them; with `silence` it stays open. */
  readonly ending: 'end' | 'reset' | 'silence';
  /** The outcome that a client should record; absent where only the client can end the response. */
  readonly outcome?: Outcome;
}

/** Faults that break streams off, by kind. */
export const STREAM_FAULTS: Readonly<Partial<Record<FaultKind, StreamFault>>> = {
  'first-frame-exception': {
    at: () => 0,
    bytes: (_, framing, service) =>
      framing.exception(errorResponse(service, 'requests_per_minute')),
    ending: 'end',
    outcome: 'throttled',
  },
  'mid-stream-exception': {
    at: halfway,
    bytes: (_, framing, service) => framing.exception(errorResponse(service, 'stream-error')),
    ending: 'end',
    outcome: 'model_error',
  },
  'cut-frame': {
    at: halfway,
    bytes: (next) => next.subarray(0, Math.ceil(next.length / 2)),
    ending: 'end',
    outcome: 'incomplete',
  },
  'bad-crc': { at: halfway, bytes: corrupted, ending: 'end', outcome: 'server_error' },
  'clean-early-end': { at: halfway, ending: 'end', outcome: 'incomplete' },
  reset: { at: halfway, ending: 'reset', outcome: 'server_error' },
  stall: { at: halfway, ending: 'silence' },
};

function halfway(tokens: number): number {
  return Math.max(1, Math.floor(tokens / 2));
}
