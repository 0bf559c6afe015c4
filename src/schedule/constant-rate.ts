import type { OpenLoop } from '../scenario/load/load.ts';
import type { ArrivalCurve } from './arrival-curve.ts';

type ConstantRate = Extract<OpenLoop, { executor: 'constant-arrival-rate' }>;

/**
 * Creates the arrival curve of a constant rate: arrival k is due at k periods, the first at once,
 * the last before the end (k6 lib/executor/constant_arrival_rate.go).
 */
export function constantRate({ rate, timeUnit, duration }: ConstantRate): ArrivalCurve {
  // Multiplies first: exact for whole rates, where k * (timeUnit / rate) would drift.
  const reach = (area: number) => (area * timeUnit) / rate;
  const area = (duration * rate) / timeUnit;
  let count = Math.ceil(area);
  while (reach(count) < duration) count++;
  while (count > 0 && reach(count - 1) >= duration) count--;
  return { end: duration, area, count, first: 0, reach };
}
