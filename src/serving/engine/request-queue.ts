import type { Milliseconds } from '../../time/duration.ts';
import { createEventQueue } from '../base/event-queue.ts';
import type { Sequence } from '../base/sequence.ts';
import { createDeque } from './deque.ts';

/**
 * Sequences outside the batch: those not yet arrived, by arrival time, and the queue of those that
 * have. Skips cancelled sequences.
 */
export interface RequestQueue {
  /** Adds a sequence that joins the queue at its `at`. */
  add(sequence: Sequence): void;
  /** Next arrival time; undefined when none is pending. */
  readonly nextAt: Milliseconds | undefined;
  /** Moves sequences that arrived by `now` into the queue. */
  enqueueArrived(now: Milliseconds): void;
  /** Head of the queue. */
  readonly first: Sequence | undefined;
  /** Removes the head. */
  shift(): void;
  /** Puts a preempted sequence at the head. */
  requeue(sequence: Sequence): void;
}

export function createRequestQueue(): RequestQueue {
  const arriving = createEventQueue<Sequence>();
  const queue = createDeque<Sequence>();

  function nextArriving(): Sequence | undefined {
    while (arriving.first?.cancelled === true) arriving.shift();
    return arriving.first;
  }

  return {
    add: (sequence) => arriving.add(sequence),
    get nextAt() {
      return nextArriving()?.at;
    },
    enqueueArrived(now) {
      for (let next = nextArriving(); next !== undefined && next.at <= now; next = nextArriving()) {
        arriving.shift();
        queue.push(next);
      }
    },
    get first() {
      while (queue.first?.cancelled === true) queue.shift();
      return queue.first;
    },
    shift: () => void queue.shift(),
    requeue: (sequence) => queue.pushFront(sequence),
  };
}
