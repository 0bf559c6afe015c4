import type { FaultKind } from '../../scenario/emulator/fault-kinds.ts';
import type { Fault } from '../../scenario/emulator/fault-schema.ts';
import type { ErrorReason } from './error-reason.ts';
import { HTML_503, errorResponse, type ErrorResponse } from './error-response.ts';
import type { EmulatedService } from './service.ts';

/** Faults that reject a request before its response begins. */
const EARLY_FAULTS: Readonly<Partial<Record<FaultKind, ErrorReason>>> = {
  throttle: 'requests_per_minute',
  'throttle-tokens': 'tokens_per_minute',
  'throttle-day': 'tokens_per_day',
  'not-ready': 'not-ready',
  'server-error': 'server-error',
  'too-many-connections': 'connections',
  'model-error': 'model-error',
  'model-timeout': 'model-timeout',
};

/**
 * Returns the error response of an early fault, with its `retry-after`; undefined for other faults.
 */
export function earlyRejection(
  fault: Fault | undefined,
  service: EmulatedService,
): ErrorResponse | undefined {
  if (fault === undefined) return undefined;
  if (fault.kind === 'html-503') return HTML_503;
  const reason = EARLY_FAULTS[fault.kind];
  if (reason === undefined) return undefined;
  const rejection = errorResponse(service, reason);
  if (fault.retryAfter === undefined) return rejection;
  const seconds = String(Math.ceil(fault.retryAfter / 1000));
  return { ...rejection, headers: { ...rejection.headers, 'retry-after': seconds } };
}
