import type { Emission, Serving } from '../../serving/base/serving.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A ServingDriver drives one Serving by the wall clock and hands out tokens as they fall due. */
export interface ServingDriver {
  start(job: GenerationJob, onTokens: OnTokens): Started;
  /** Forgets every job; their clients hear nothing more. */
  stop(): void;
}

interface GenerationJob {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens?: number;
  readonly blocks?: readonly number[];
}

interface Started {
  /** Input tokens that a cache held, those the job came with included. */
  readonly cachedTokens: number;
  /** To be called when the client goes away; after the end it does nothing. */
  leave(): void;
}

/**
 * Tokens so far; `at` is when the last of them left the server, on performance.now(), and `late` how
 * long ago the first that is new did.
 */
export type OnTokens = (
  tokens: number,
  done: boolean,
  at: Milliseconds,
  late: Milliseconds,
) => void;

/** What one job has coming in a drain. */
interface Due {
  /** The last; it counts the others in. */
  emission: Emission;
  readonly since: Milliseconds;
}

/**
 * One timer serves all jobs of a Serving, however many stream: it is set to the next change, and
 * then everything due is drained. A late timer delays tokens but never moves the ones after them.
 */
export function createServingDriver(serving: Serving): ServingDriver {
  const jobs = new Map<number, OnTokens>();
  let nextId = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Infinity;

  function schedule(): void {
    const at = serving.nextAt();
    if (at === undefined) {
      clearTimeout(timer);
      timerAt = Infinity;
      return;
    }
    if (at === timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(drain, Math.max(0, Math.ceil(at - performance.now())));
  }

  function drain(): void {
    timerAt = Infinity;
    // Emissions of one job in a row are told as one: a late drain costs one write, not many.
    const latest = new Map<number, Due>();
    for (const emission of serving.advance(performance.now())) {
      const due = latest.get(emission.id);
      if (due === undefined) latest.set(emission.id, { emission, since: emission.at });
      else due.emission = emission;
    }
    for (const [id, { emission, since }] of latest) {
      const onTokens = jobs.get(id);
      if (emission.done) jobs.delete(id);
      onTokens?.(emission.tokens, emission.done, emission.at, performance.now() - since);
    }
    schedule();
  }

  return {
    start(job, onTokens) {
      const id = nextId++;
      jobs.set(id, onTokens);
      const cachedTokens = serving.arrive({ id, ...job }, performance.now());
      schedule();
      return {
        cachedTokens,
        leave() {
          if (!jobs.delete(id)) return;
          serving.cancel(id, performance.now());
          schedule();
        },
      };
    },
    stop() {
      clearTimeout(timer);
      jobs.clear();
    },
  };
}
