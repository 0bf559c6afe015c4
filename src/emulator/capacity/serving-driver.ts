import type { Emission, Serving } from '../../serving/base/serving.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Advances one Serving by the wall clock and delivers tokens when they are due. */
export interface ServingDriver {
  start(job: GenerationJob, onTokens: OnTokens): Started;
  /** Drops every job without further callbacks. */
  stop(): void;
}

interface GenerationJob {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens?: number;
  readonly blocks?: readonly number[];
}

interface Started {
  /** Input tokens read from a cache, including the job's own `cachedTokens`. */
  readonly cachedTokens: number;
  /** Cancels the job when its client disconnects; does nothing after the end. */
  cancel(): void;
}

/**
 * Receives the number of tokens so far. `at` is when the last of them was due, performance.now();
 * `late` is how long ago the first new one was due.
 */
export type OnTokens = (
  tokens: number,
  done: boolean,
  at: Milliseconds,
  late: Milliseconds,
) => void;

/** The emissions of one job in a drain. */
interface Due {
  /** The last emission, whose token count includes the others. */
  emission: Emission;
  /** When the first was due. */
  readonly since: Milliseconds;
}

/**
 * Creates a driver with one timer for all jobs of a Serving. The timer is set to the next emission
 * and then drains all that are due. A late timer delays tokens but does not shift later ones.
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
    // Merges the emissions of one job, so that a late drain costs one write.
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
        cancel() {
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
