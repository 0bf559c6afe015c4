import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Milliseconds } from '../time/duration.ts';
import { HEARTBEAT_INTERVAL } from './heartbeat.ts';

/** How many heartbeats a child process may miss in a row: before its first, and from then on. */
const GRACE = { start: 20, after: 10 };

/** How long a child process may take to end by itself once its parent has let it go. */
const LEAVE_TIME: Milliseconds = 2000;

/** How a child process ended. */
export interface ChildEnd {
  /** To follow its name: `was killed (SIGKILL)`. */
  readonly how: string;
  /** Its exit code; absent where a signal ended it. */
  readonly code?: number;
}

/** A ChildWatch is a watchdog on one child process that sends heartbeats (heartbeat.ts). */
export interface ChildWatch {
  /** Resolves when it has ended, all that it sent before being heard; it is killed first where it hangs. */
  readonly ended: Promise<ChildEnd>;
  /** Kills it, and says how that came about: `did not stop when it was told to`. */
  kill(how: string): void;
  /** Lets it go, and waits until it has ended. */
  terminate(): Promise<void>;
}

/**
 * Watches a child process. Heartbeats are missed by the parent's own ticks, not by its clock: a
 * machine that was suspended, or a parent that was stopped, takes nobody for hung.
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
  // Whatever ends this process must not leave a stopped one behind, which does not hear of it.
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

/** A process that could not be started never was. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function endOf(
  child: ChildProcess,
  gone: Promise<unknown>,
  why: () => string | undefined,
): Promise<ChildEnd> {
  // Its exit may be heard before its last words, its disconnection may not.
  await Promise.all([gone, child.connected ? once(child, 'disconnect') : undefined]);
  const { exitCode, signalCode } = child;
  const how =
    why() ??
    (signalCode === null ? `ended with exit code ${exitCode}` : `was killed (${signalCode})`);
  return { how, ...(exitCode === null ? {} : { code: exitCode }) };
}
