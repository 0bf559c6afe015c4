import { formatQuantity } from '../metrics/quantity.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Validity } from './verdict.ts';

/** ClientHealth is how the load generator itself fared while it measured. */
export interface ClientHealth {
  /** Event-loop utilisation, 0 to 1: the mean of the measured time, and of its worst slice. */
  readonly elu: number;
  readonly eluMax: number;
  readonly loopDelayP99: Milliseconds;
  /** How late requests were sent. */
  readonly latenessP99: Milliseconds;
  /** Absent when nothing was answered. */
  readonly latencyP50?: Milliseconds;
  /** Arrivals that were due, and how many of them were sent. */
  readonly offered: number;
  readonly delivered: number;
  /** Sockets opened while measuring. */
  readonly openedInWindow: number;
  readonly gcPauseMax?: Milliseconds;
  readonly samples: number;
}

export interface Assessment {
  readonly validity: Validity;
  /** A sentence each, with figures and a remedy; empty when valid. */
  readonly reasons: readonly string[];
}

type Finding = Assessment & { readonly validity: 'suspect' | 'invalid' };

/** A lateness is tolerable up to here, or to 1 % of the median latency where that is more. */
const LATENESS: Milliseconds = 10;
const INVALID_LATENESS = 10;
/** Above these shares of a busy event loop stamps are late by milliseconds, by tens of them. */
const ELU = { suspect: 0.4, invalid: 0.7 };
const DELIVERED = { suspect: 0.99, invalid: 0.95 };

/** Whether the numbers may be believed: each rule finds for itself, and the gravest finding counts. */
export function assessValidity(health: ClientHealth): Assessment {
  const findings = [assessLateness(health), assessLoop(health), assessDelivery(health)].filter(
    (finding) => finding !== undefined,
  );
  const isInvalid = findings.some(({ validity }) => validity === 'invalid');
  return {
    validity: findings.length === 0 ? 'valid' : isInvalid ? 'invalid' : 'suspect',
    reasons: findings
      .toSorted((a, b) => Number(b.validity === 'invalid') - Number(a.validity === 'invalid'))
      .flatMap(({ reasons }) => reasons),
  };
}

function assessLateness(health: ClientHealth): Finding | undefined {
  const { latenessP99, latencyP50 = 0, loopDelayP99, gcPauseMax } = health;
  const limit = Math.max(LATENESS, 0.01 * latencyP50);
  if (latenessP99 <= limit) return undefined;
  const pause =
    gcPauseMax === undefined ? '' : ` and garbage collection paused it up to ${ms(gcPauseMax)}`;
  return {
    validity: latenessP99 > INVALID_LATENESS * limit ? 'invalid' : 'suspect',
    reasons: [
      `Requests were sent late: the p99 of lateness is ${ms(latenessP99)}, above ${ms(limit)} ` +
        `(the event loop's own p99 delay is ${ms(loopDelayP99)}${pause}); ` +
        'lower the rate, raise maxVUs, or spread the load over more machines.',
    ],
  };
}

function assessLoop({ elu, eluMax }: ClientHealth): Finding | undefined {
  if (elu <= ELU.suspect) return undefined;
  const limit = elu > ELU.invalid ? ELU.invalid : ELU.suspect;
  return {
    validity: elu > ELU.invalid ? 'invalid' : 'suspect',
    reasons: [
      `The load generator was busy ${share(elu)} of the time (${share(eluMax)} at its worst), ` +
        `above ${share(limit)}, so its stamps come late; ` +
        'lower the rate or spread the load over more machines.',
    ],
  };
}

function assessDelivery({ offered, delivered }: ClientHealth): Finding | undefined {
  const reached = offered === 0 ? 1 : delivered / offered;
  if (reached >= DELIVERED.suspect) return undefined;
  return {
    validity: reached < DELIVERED.invalid ? 'invalid' : 'suspect',
    reasons: [
      `Only ${share(reached)} of the load was put on (${delivered.toLocaleString('en-US')} of ` +
        `${offered.toLocaleString('en-US')} requests); raise maxVUs or lower the rate.`,
    ],
  };
}

function ms(value: Milliseconds): string {
  return formatQuantity(value, 'ms');
}

function share(value: number): string {
  return formatQuantity(value, 'share');
}
