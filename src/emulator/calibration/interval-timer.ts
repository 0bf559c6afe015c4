import type { Milliseconds } from '../../time/duration.ts';

/** Calls back for each of its streams at one fixed interval, with one timer for all. */
export interface IntervalTimer<Stream> {
  /** Adds a stream, whose first tick is one interval from now. */
  add(stream: Stream): void;
  stop(): void;
}

/**
 * The last part of a wait yields with setImmediate: setTimeout is late by a millisecond or more.
 */
const GUARD: Milliseconds = 1.5;

/** Longest time spent on ticks before the event loop serves the sockets again. */
const DRAIN: Milliseconds = 1;

interface ScheduledStream<Stream> {
  readonly stream: Stream;
  due: Milliseconds;
  next: ScheduledStream<Stream> | undefined;
}

/**
 * Creates a timer. `onTick` receives how late it is called and returns whether the stream
 * continues. All intervals are equal, so the next stream due is always at the head of the queue.
 */
export function createIntervalTimer<Stream>(
  interval: Milliseconds,
  onTick: (stream: Stream, late: Milliseconds) => boolean,
): IntervalTimer<Stream> {
  let head: ScheduledStream<Stream> | undefined;
  let tail: ScheduledStream<Stream> | undefined;
  let cancel: (() => void) | undefined;

  function append(scheduled: ScheduledStream<Stream>): void {
    scheduled.next = undefined;
    if (tail === undefined) head = scheduled;
    else tail.next = scheduled;
    tail = scheduled;
  }

  function drain(): void {
    cancel = undefined;
    const start = performance.now();
    for (let now = start; head !== undefined && head.due <= now && now - start < DRAIN;) {
      const scheduled = head;
      head = scheduled.next;
      if (head === undefined) tail = undefined;
      if (onTick(scheduled.stream, now - scheduled.due)) {
        scheduled.due += interval;
        append(scheduled);
      }
      now = performance.now();
    }
    wait();
  }

  function wait(): void {
    if (head === undefined || cancel !== undefined) return;
    const rest = head.due - performance.now();
    if (rest > GUARD) {
      const timer = setTimeout(drain, rest - 1);
      cancel = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(drain);
      cancel = () => clearImmediate(immediate);
    }
  }

  return {
    add(stream) {
      append({ stream, due: performance.now() + interval, next: undefined });
      wait();
    },
    stop() {
      cancel?.();
      head = undefined;
      tail = undefined;
    },
  };
}
