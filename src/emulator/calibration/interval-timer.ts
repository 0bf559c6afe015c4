import type { Milliseconds } from '../../time/duration.ts';

/** A Pace calls back for each of its voices at one fixed interval, with one timer for all. */
export interface IntervalTimer<Voice> {
  /** The voice's first beat is one interval from now. */
  add(voice: Voice): void;
  stop(): void;
}

/** setTimeout is late by up to a millisecond and more; the last stretch is spent yielding instead. */
const GUARD: Milliseconds = 1.5;

/** How long beats are played before the sockets are looked at again. */
const DRAIN: Milliseconds = 1;

interface Turn<Voice> {
  readonly voice: Voice;
  due: Milliseconds;
  next: Turn<Voice> | undefined;
}

/**
 * `onBeat` is told how late it is called, and returns whether the voice goes on. As all intervals
 * are the same, whoever is due next is always at the head of the queue.
 */
export function createIntervalTimer<Voice>(
  interval: Milliseconds,
  onBeat: (voice: Voice, late: Milliseconds) => boolean,
): IntervalTimer<Voice> {
  let head: Turn<Voice> | undefined;
  let tail: Turn<Voice> | undefined;
  let cancel: (() => void) | undefined;

  function append(turn: Turn<Voice>): void {
    turn.next = undefined;
    if (tail === undefined) head = turn;
    else tail.next = turn;
    tail = turn;
  }

  function drain(): void {
    cancel = undefined;
    const start = performance.now();
    for (let now = start; head !== undefined && head.due <= now && now - start < DRAIN;) {
      const turn = head;
      head = turn.next;
      if (head === undefined) tail = undefined;
      if (onBeat(turn.voice, now - turn.due)) {
        turn.due += interval;
        append(turn);
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
      const turn = setImmediate(drain);
      cancel = () => clearImmediate(turn);
    }
  }

  return {
    add(voice) {
      append({ voice, due: performance.now() + interval, next: undefined });
      wait();
    },
    stop() {
      cancel?.();
      head = undefined;
      tail = undefined;
    },
  };
}
