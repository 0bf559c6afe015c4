import type { Milliseconds } from '../scenario/duration.ts';
import type { QuotaLimits } from '../scenario/emulator-settings.ts';
import type { Failure } from '../sample/sample.ts';
import { createMeter } from './create-meter.ts';
import type { Charge, Meter, Window } from './meter.ts';

/**
 * A Quota admits or refuses requests by a service's limits per minute and per day.
 *
 * Tokens are charged twice, as Bedrock does (user guide, token burndown, 2026): a request is
 * admitted against the most it could use, and settled at what it did use. So a needlessly high
 * `maxTokens` costs throughput although it costs no money.
 *
 *     reserved = input + cacheWrite + maxTokens
 *     settled  = input + cacheWrite + output burndown
 *
 * Input read from the prompt cache is free in both.
 */
export interface Quota {
  admit(request: QuotaRequest, now: Milliseconds): Admission;
  /** To be called once for each admitted request, failed ones too, when it has ended. */
  settle(reservation: Reservation, used: QuotaUse, now: Milliseconds): void;
}

/** Tokens. `input` excludes both what is read from the prompt cache and what is written to it. */
export interface QuotaRequest {
  readonly input: number;
  readonly cacheWrite?: number;
  /** The most it may generate. */
  readonly maxTokens: number;
}

/** Tokens; all 0 gives the reservation back whole. */
export interface QuotaUse {
  readonly input: number;
  readonly cacheWrite?: number;
  readonly output: number;
}

export type Admission =
  | { readonly admitted: true; readonly reservation: Reservation }
  | {
      readonly admitted: false;
      readonly limit: QuotaLimit;
      /** Until the request would fit if nobody else came; absent when it is larger than the limit. */
      readonly retryAfter?: Milliseconds;
    };

export type QuotaLimit = Exclude<NonNullable<Failure['quota']>, 'connections'>;

/** A Reservation is the right to use up to `tokens`. */
export interface Reservation {
  readonly tokens: number;
  readonly charges: readonly { readonly meter: Meter; readonly charge: Charge }[];
}

export interface QuotaOptions {
  /** How the limits per minute are kept; `bucket` when absent. */
  readonly window?: Window;
  /** Quota tokens for each output token; 1 when absent. See `burndownFor`. */
  readonly burndown?: number;
}

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 86_400_000;

/**
 * A Quota with full limits. A limit that is absent or null is not kept. The day's tokens are counted
 * by the day of the caller's clock, and named first when several limits refuse: waiting helps least.
 */
export function createQuota(limits: QuotaLimits, options: QuotaOptions = {}): Quota {
  const { window = 'bucket', burndown = 1 } = options;
  const tokensPerDay = meterOf('fixed', limits.tokensPerDay, DAY);
  const requestsPerMinute = meterOf(window, limits.requestsPerMinute, MINUTE);
  const tokensPerMinute = meterOf(window, limits.tokensPerMinute, MINUTE);

  return {
    admit(request, now) {
      const tokens = request.input + (request.cacheWrite ?? 0) + request.maxTokens;
      const checks: readonly [QuotaLimit, Meter | undefined, number][] = [
        ['tokens_per_day', tokensPerDay, tokens],
        ['requests_per_minute', requestsPerMinute, 1],
        ['tokens_per_minute', tokensPerMinute, tokens],
      ];
      for (const [limit, meter, amount] of checks) {
        if (meter === undefined || meter.free(now) >= amount) continue;
        const retryAfter = meter.wait(amount, now);
        return { admitted: false, limit, ...(retryAfter === undefined ? {} : { retryAfter }) };
      }
      requestsPerMinute?.charge(1, now);
      const charges = [tokensPerDay, tokensPerMinute]
        .filter((meter) => meter !== undefined)
        .map((meter) => ({ meter, charge: meter.charge(tokens, now) }));
      return { admitted: true, reservation: { tokens, charges } };
    },
    settle(reservation, used, now) {
      const tokens = used.input + (used.cacheWrite ?? 0) + used.output * burndown;
      for (const { meter, charge } of reservation.charges) meter.settle(charge, tokens, now);
    },
  };
}

function meterOf(
  window: Window,
  limit: number | null | undefined,
  length: Milliseconds,
): Meter | undefined {
  return limit === null || limit === undefined ? undefined : createMeter(window, limit, length);
}
