import type { Milliseconds } from '../time/duration.ts';

/** Time between two heartbeats of a child process. */
export const HEARTBEAT_INTERVAL: Milliseconds = 1000;

/** What a child process tells its parent to show that its event loop turns. */
const BEAT = { kind: 'beat' } as const;

/**
 * Sends heartbeats to the process that started this one, while there is one. Returns whether it is
 * there still: it may have ended before this process was ready to hear of it.
 */
export function sendHeartbeats(): boolean {
  if (process.send === undefined) return true;
  // An error here is a parent that is gone, which the disconnection tells too.
  setInterval(
    () => process.connected && process.send?.(BEAT, () => undefined),
    HEARTBEAT_INTERVAL,
  ).unref();
  return process.connected;
}

/** Resolves on a signal to end, or when the process that started this one is gone, now or later. */
export async function untilEnded(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGHUP', resolve);
    process.once('disconnect', resolve);
    if (process.send !== undefined && !process.connected) resolve();
  });
}
