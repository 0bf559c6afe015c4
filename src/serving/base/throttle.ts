import type { GatewaySettings } from '../../scenario/emulator/capacity-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createFixedWindow } from '../throttling/fixed-window.ts';
import { createTokenBucket } from '../throttling/token-bucket.ts';

/**
 * API Gateway's limits of a path: a token bucket for the rate, and a usage plan's quota of requests
 * (API Gateway developer guide, throttling and usage plans). A path without limits has the
 * account's: 10,000 requests a second and a burst of 5,000.
 */
export interface Throttle {
  /**
   * Counts one request, or returns why it is refused: for its `rate`, or for the `quota`, where
   * waiting helps little.
   */
  admit(now: Milliseconds): 'rate' | 'quota' | undefined;
}

const ACCOUNT = { rate: 10_000, burst: 5_000 };

const DAY: Milliseconds = 86_400_000;
/** Usage plan periods; a month is simplified to 30 days. */
const PERIODS = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const;

export function createThrottle(settings: GatewaySettings = {}): Throttle {
  const rate = settings.rate ?? ACCOUNT.rate;
  const burst = settings.burst ?? Math.min(ACCOUNT.burst, Math.max(1, rate));
  const bucket = createTokenBucket(burst, (1000 * burst) / rate);
  const { quota } = settings;
  const plan =
    quota === undefined ? undefined : createFixedWindow(quota.requests, PERIODS[quota.per]);
  return {
    admit(now) {
      // A request over the rate does not count towards the plan.
      if (bucket.free(now) < 1) return 'rate';
      if (plan !== undefined && plan.free(now) < 1) return 'quota';
      bucket.charge(1, now);
      plan?.charge(1, now);
      return undefined;
    },
  };
}
