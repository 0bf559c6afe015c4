import type { FaultKind } from '../scenario/emulator-settings.ts';
import { HTML_503, refuse, type Reason, type Refusal, type Service } from './refusal.ts';

/** An early fault strikes before an answer begins; those of STREAM_BREAKS come later. */
const EARLY_FAULTS: Readonly<Partial<Record<FaultKind, Reason>>> = {
  throttle: 'requests_per_minute',
  'server-error': 'server-error',
  'model-error': 'model-error',
  'model-timeout': 'model-timeout',
};

/** What an early fault makes of a request; undefined for every other. */
export function earlyRefusal(fault: FaultKind | undefined, service: Service): Refusal | undefined {
  if (fault === undefined) return undefined;
  if (fault === 'html-503') return HTML_503;
  const reason = EARLY_FAULTS[fault];
  return reason === undefined ? undefined : refuse(service, reason);
}
