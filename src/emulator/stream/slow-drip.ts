import type { Milliseconds } from '../../time/duration.ts';
import type { OnTokens } from '../capacity/serving-driver.ts';

/** Releases one token every 200 ms, however fast they come, so that no inactivity timeout fires. */
export interface SlowDrip {
  readonly onTokens: OnTokens;
  stop(): void;
}

const INTERVAL: Milliseconds = 200;

export function createSlowDrip(onTokens: OnTokens): SlowDrip {
  let generated = 0;
  let released = 0;
  let complete = false;
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    if (released >= generated && !complete) return;
    released = Math.min(released + 1, generated);
    const last = complete && released === generated;
    if (last) clearInterval(timer);
    // Reports no lateness: the delay is intended.
    onTokens(released, last, performance.now(), 0);
  };
  return {
    onTokens(tokens, done) {
      generated = tokens;
      complete = done;
      timer ??= setInterval(release, INTERVAL);
    },
    stop: () => clearInterval(timer),
  };
}
