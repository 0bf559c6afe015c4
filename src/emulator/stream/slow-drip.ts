import type { Milliseconds } from '../../time/duration.ts';
import type { OnTokens } from '../capacity/serving-driver.ts';

/** A SlowDrip lets tokens through one at a time, however fast they come: no timer of inactivity ever fires. */
export interface SlowDrip {
  readonly onTokens: OnTokens;
  stop(): void;
}

const INTERVAL: Milliseconds = 200;

export function createSlowDrip(onTokens: OnTokens): SlowDrip {
  let come = 0;
  let gone = 0;
  let whole = false;
  let timer: NodeJS.Timeout | undefined;
  const fall = (): void => {
    if (gone >= come && !whole) return;
    gone = Math.min(gone + 1, come);
    const last = whole && gone === come;
    if (last) clearInterval(timer);
    // Late on purpose.
    onTokens(gone, last, performance.now(), 0);
  };
  return {
    onTokens(tokens, done) {
      come = tokens;
      whole = done;
      timer ??= setInterval(fall, INTERVAL);
    },
    stop: () => clearInterval(timer),
  };
}
