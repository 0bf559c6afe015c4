import type { Failure } from '../../sample/sample.ts';
import type { QuotaLimits, QuotaWindow } from '../../scenario/emulator/quota-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createMeter } from './create-meter.ts';
import type { Charge, Meter } from './meter.ts';
import {
  type QuotaRequest,
  type QuotaTokens,
  type QuotaUse,
  reservedTokens,
  settledTokens,
} from './quota-tokens.ts';

/**
 * Admission control by a service's limits per minute and per day.
 *
 * Tokens are charged twice, as on Bedrock (user guide, token burndown, 2026): a request is admitted
 * against its maximum use and settled at its actual use. So a needlessly high `maxTokens` costs
 * throughput although it costs no money (quota-tokens.ts).
 *
 * Bedrock-mantle counts input and output separately: input is reserved the same way and settled on
 * its own; output is granted up to the remaining limit.
 */
export interface Quota {
  admit(request: QuotaRequest, now: Milliseconds): Admission;
  /**
   * Must be called once for each admitted request when it has ended, failed ones too; a use of 0
   * refunds the whole reservation. Returns the tokens used.
   */
  settle(reservation: Reservation, used: QuotaUse, now: Milliseconds): QuotaTokens;
}

type Admission =
  | {
      readonly admitted: true;
      readonly reservation: Reservation;
      /** Maximum output tokens: as requested, or what an output limit has left. */
      readonly maxTokens: number;
    }
  | {
      readonly admitted: false;
      readonly limit: QuotaLimit;
      /**
       * Time until the request fits without other requests; absent when it exceeds the limit
       * itself.
       */
      readonly retryAfter?: Milliseconds;
    };

type QuotaLimit = Exclude<NonNullable<Failure['quota']>, 'connections'>;

/** The right to use up to `tokens`. */
export interface Reservation {
  readonly tokens: number;
  readonly charges: readonly HeldCharge[];
}

interface HeldCharge {
  readonly meter: Meter;
  readonly charge: Charge;
  readonly kind: 'all' | 'input' | 'output';
}

export interface QuotaOptions {
  /** Quota tokens per output token; default 1. See `burndownOf`. */
  readonly burndown?: number;
}

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 86_400_000;

/**
 * Creates a quota with full limits. A limit that is absent or null is not enforced. Daily tokens
 * are counted by calendar day of the caller's clock, and reported first when several limits refuse,
 * because waiting helps least.
 */
export function createQuota(limits: QuotaLimits, options: QuotaOptions = {}): Quota {
  const { window = 'bucket' } = limits;
  const { burndown = 1 } = options;
  const tokensPerDay = meterOf('fixed', limits.tokensPerDay, DAY);
  const requestsPerMinute = meterOf(window, limits.requestsPerMinute, MINUTE);
  const tokensPerMinute = meterOf(window, limits.tokensPerMinute, MINUTE);
  const inputPerMinute = meterOf(window, limits.inputTokensPerMinute, MINUTE);
  const outputPerMinute = meterOf(window, limits.outputTokensPerMinute, MINUTE);

  return {
    admit(request, now) {
      const tokens = reservedTokens(request);
      const checks: readonly [QuotaLimit, Meter | undefined, number][] = [
        ['tokens_per_day', tokensPerDay, tokens],
        ['requests_per_minute', requestsPerMinute, 1],
        ['tokens_per_minute', tokensPerMinute, tokens],
        ['tokens_per_minute', inputPerMinute, tokens],
        ['tokens_per_minute', outputPerMinute, 1],
      ];
      for (const [limit, meter, amount] of checks) {
        if (meter === undefined || meter.free(now) >= amount) continue;
        const retryAfter = meter.wait(amount, now);
        return { admitted: false, limit, ...(retryAfter === undefined ? {} : { retryAfter }) };
      }
      requestsPerMinute?.charge(1, now);
      const maxTokens = Math.min(
        request.maxTokens,
        Math.floor(outputPerMinute?.free(now) ?? request.maxTokens),
      );
      const holds: readonly [HeldCharge['kind'], Meter | undefined, number][] = [
        ['all', tokensPerDay, tokens],
        ['all', tokensPerMinute, tokens],
        ['input', inputPerMinute, tokens],
        ['output', outputPerMinute, maxTokens],
      ];
      const charges = holds.flatMap(([kind, meter, amount]) =>
        meter === undefined ? [] : [{ kind, meter, charge: meter.charge(amount, now) }],
      );
      return { admitted: true, reservation: { tokens, charges }, maxTokens };
    },
    settle(reservation, used, now) {
      const amounts = {
        all: settledTokens(used, burndown),
        input: settledTokens({ ...used, output: 0 }, burndown),
        output: used.output,
      };
      for (const { kind, meter, charge } of reservation.charges) {
        meter.settle(charge, amounts[kind], now);
      }
      return amounts.all;
    },
  };
}

function meterOf(
  window: QuotaWindow,
  limit: number | null | undefined,
  length: Milliseconds,
): Meter | undefined {
  return limit === null || limit === undefined ? undefined : createMeter(window, limit, length);
}
