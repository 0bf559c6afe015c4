import type { Milliseconds } from '../time/duration.ts';

/** Time between two heartbeats of a child process, milliseconds. */
export const HEARTBEAT_INTERVAL: Milliseconds = 1000;

/** Message that shows that a child's event loop is running. */
const BEAT = { kind: 'beat' } as const;

/**
 * Sends heartbeats to the parent process while it exists. Returns whether it exists: it can end
 * before this process is ready to notice.
 */
export function sendHeartbeats(): boolean {
  if (process.send === undefined) return true;
  // An error means that the parent has ended, which the disconnection shows as well.
  setInterval(
    () => process.connected && process.send?.(BEAT, () => undefined),
    HEARTBEAT_INTERVAL,
  ).unref();
  return process.connected;
}

/** Resolves on a signal to end, or when the parent process has ended. */
export async function untilEnded(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGHUP', resolve);
    process.once('disconnect', resolve);
    if (process.send !== undefined && !process.connected) resolve();
  });
}
