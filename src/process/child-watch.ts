import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Milliseconds } from '../time/duration.ts';
import { HEARTBEAT_INTERVAL } from './heartbeat.ts';

/** Heartbeats that a child process may miss in a row: before its first one, and after it. */
const GRACE = { start: 20, after: 10 };

/** Time in which a child process must end by itself after it is released, milliseconds. */
const LEAVE_TIME: Milliseconds = 2000;

/** How a child process ended. */
export interface ChildEnd {
  /** Predicate of a sentence: `was killed (SIGKILL)`. */
  readonly how: string;
  /** Exit code; absent if a signal ended it. */
  readonly code?: number;
}

/** Watchdog of a child process that sends heartbeats (heartbeat.ts). */
export interface ChildWatch {
  /** Resolves when it has ended and its messages were received; a hung process is killed first. */
  readonly ended: Promise<ChildEnd>;
  /** Kills it with a reason: `did not stop when it was told to`. */
  kill(how: string): void;
  /** Releases it and waits until it has ended. */
  terminate(): Promise<void>;
}

/**
 * Watches a child process. Missed heartbeats are counted in the parent's own timer ticks, not by
 * the clock, so that a suspended machine or a stopped parent does not look like a hung child.
 */
export function watchChild(child: ChildProcess): ChildWatch {
  let missed = 0;
  let grace = GRACE.start;
  let why: string | undefined;
  const kill = (how: string): void => {
    if (hasEnded(child)) return;
    why ??= how;
    child.kill('SIGKILL');
  };
  const ticking = setInterval(() => {
    if (++missed >= grace)
      kill(`stopped responding for ${(missed * HEARTBEAT_INTERVAL) / 1000} s and was killed`);
  }, HEARTBEAT_INTERVAL);
  child.on('message', () => {
    missed = 0;
    grace = GRACE.after;
  });
  // Kills it when this process exits: a stopped child does not notice the disconnection.
  const killNow = (): unknown => child.kill('SIGKILL');
  process.once('exit', killNow);
  const gone = once(child, 'exit').finally(() => {
    clearInterval(ticking);
    process.off('exit', killNow);
  });
  return {
    ended: endOf(child, gone, () => why),
    kill,
    async terminate() {
      clearInterval(ticking);
      if (hasEnded(child)) return;
      if (child.connected) child.disconnect();
      const killing = setTimeout(killNow, LEAVE_TIME);
      await gone.finally(() => clearTimeout(killing));
    },
  };
}

/** A process that could not be started has no exit event. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function endOf(
  child: ChildProcess,
  gone: Promise<unknown>,
  why: () => string | undefined,
): Promise<ChildEnd> {
  // The exit event can precede its last messages; the disconnection cannot.
  await Promise.all([gone, child.connected ? once(child, 'disconnect') : undefined]);
  const { exitCode, signalCode } = child;
  const how =
    why() ??
    (signalCode === null ? `ended with exit code ${exitCode}` : `was killed (${signalCode})`);
  return { how, ...(exitCode === null ? {} : { code: exitCode }) };
}
