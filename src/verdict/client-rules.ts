import { formatMs, formatShare } from '../metrics/catalogue/format-quantity.ts';
import { type ClientHealth, type ValidityFinding, tolerableDelay } from './client-health.ts';
import { stampError } from './stamp-error.ts';

/**
 * Event-loop utilisations above which time stamps are late by milliseconds, and by tens of them.
 */
const ELU = { suspect: 0.4, invalid: 0.7 };

/** Limits of the share of time in which other programs held the processor. */
const STARVED = { suspect: 0.15, invalid: 0.4 };

/** Multiple of the tolerable event-loop delay (p99) that makes every percentile unusable. */
const INVALID_DELAY = 10;

/**
 * Garbage collection pause that is visible in the tail, milliseconds; or a tenth of the median
 * latency.
 */
const GC = { pause: 50, share: 0.05 };

/**
 * Step per second above which a clock was set, milliseconds; slewing moves it by 0.5 ms a second.
 */
const CLOCK_STEP = 50;

/** Returns the findings about this process and its machine. */
export function clientRules(health: ClientHealth): readonly ValidityFinding[] {
  return [
    assessLoop(health),
    assessStarvation(health),
    assessDelay(health),
    assessGarbage(health),
    assessClock(health),
  ].filter((finding) => finding !== undefined);
}

/**
 * Returns whether the event loop was idle enough not to keep slots busy and not to delay reads. A
 * delay far below the latency makes stamps late, but keeps no slot busy.
 */
export function keptUp(health: ClientHealth): boolean {
  const { elu, starved, loopDelayP99 } = health;
  const isPrompt = loopDelayP99 <= INVALID_DELAY * tolerableDelay(health);
  return elu <= ELU.suspect && starved <= STARVED.suspect && isPrompt;
}

function assessLoop({ elu, eluMax }: ClientHealth): ValidityFinding | undefined {
  if (elu <= ELU.suspect) return undefined;
  const limit = elu > ELU.invalid ? ELU.invalid : ELU.suspect;
  return {
    validity: elu > ELU.invalid ? 'invalid' : 'suspect',
    reason:
      `The load generator was busy ${formatShare(elu)} of the time (${formatShare(eluMax)} at its worst), ` +
      `above ${formatShare(limit)}, where ${expectedError(elu)}; ` +
      'lower the rate, add --workers, or spread the load over more machines.',
    advice: 'at a lower rate or with more workers (--workers)',
  };
}

function expectedError(elu: number): string {
  const { least, most } = stampError(elu);
  if (most === undefined) return 'nothing bounds the error of its stamps';
  return `a stamp's p99 error is some ${least} to ${most} ms`;
}

function assessStarvation({ elu, cpu, starved }: ClientHealth): ValidityFinding | undefined {
  if (starved <= STARVED.suspect) return undefined;
  return {
    validity: starved > STARVED.invalid ? 'invalid' : 'suspect',
    reason:
      `Something else held the processor: the load generator had work ${formatShare(elu)} of the time ` +
      `but got only ${formatShare(cpu)} of a core; ` +
      'stop other programs on this machine, or measure from one of its own.',
    advice: 'on a quieter machine',
  };
}

function assessDelay(health: ClientHealth): ValidityFinding | undefined {
  const { loopDelayP99, elu } = health;
  const limit = tolerableDelay(health);
  if (loopDelayP99 <= limit) return undefined;
  return {
    validity: loopDelayP99 > INVALID_DELAY * limit ? 'invalid' : 'suspect',
    reason:
      `The event loop came late to its work: its p99 delay is ${formatMs(loopDelayP99)}, above ` +
      `${formatMs(limit)}, while it was busy ${formatShare(elu)} of the time; ` +
      'look for bursts of requests due at one instant, or for other programs on this machine.',
    advice: 'on a quieter machine or at a lower rate',
  };
}

function assessGarbage({
  gcPauseMax,
  gcShare,
  latencyP50 = 0,
}: ClientHealth): ValidityFinding | undefined {
  const longest = Math.max(GC.pause, 0.1 * latencyP50);
  if (gcPauseMax <= longest && gcShare <= GC.share) return undefined;
  return {
    validity: 'suspect',
    reason:
      `Garbage collection held the load generator up for as long as ${formatMs(gcPauseMax)} and for ` +
      `${formatShare(gcShare)} of the time; lower the rate, add --workers, or leave answers out with --no-answers.`,
  };
}

function assessClock({ clockStep }: ClientHealth): ValidityFinding | undefined {
  if (clockStep <= CLOCK_STEP) return undefined;
  return {
    validity: 'suspect',
    reason:
      `The wall clock jumped by ${formatMs(clockStep)} against the monotonic one: it was set, or the ` +
      'machine was suspended while it measured; run again on a machine that stays awake.',
  };
}
