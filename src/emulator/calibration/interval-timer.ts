import type { Milliseconds } from '../../time/duration.ts';

/** An IntervalTimer calls back for each of its voices at one fixed interval, with one timer for all. */
export interface IntervalTimer<Stream> {
  /** The voice's first beat is one interval from now. */
  add(stream: Stream): void;
  stop(): void;
}

/** setTimeout is late by up to a millisecond and more; the last stretch is spent yielding instead. */
const GUARD: Milliseconds = 1.5;

/** How long beats are played before the sockets are looked at again. */
const DRAIN: Milliseconds = 1;

interface Turn<Stream> {
  readonly stream: Stream;
  due: Milliseconds;
  next: Turn<Stream> | undefined;
}

/**
 * `onBeat` is told how late it is called, and returns whether the voice goes on. As all intervals
 * are the same, whoever is due next is always at the head of the queue.
 */
export function createIntervalTimer<Stream>(
  interval: Milliseconds,
  onBeat: (stream: Stream, late: Milliseconds) => boolean,
): IntervalTimer<Stream> {
  let head: Turn<Stream> | undefined;
  let tail: Turn<Stream> | undefined;
  let cancel: (() => void) | undefined;

  function append(invocation: Turn<Stream>): void {
    invocation.next = undefined;
    if (tail === undefined) head = invocation;
    else tail.next = invocation;
    tail = invocation;
  }

  function drain(): void {
    cancel = undefined;
    const start = performance.now();
    for (let now = start; head !== undefined && head.due <= now && now - start < DRAIN;) {
      const invocation = head;
      head = invocation.next;
      if (head === undefined) tail = undefined;
      if (onBeat(invocation.stream, now - invocation.due)) {
        invocation.due += interval;
        append(invocation);
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
      const invocation = setImmediate(drain);
      cancel = () => clearImmediate(invocation);
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
