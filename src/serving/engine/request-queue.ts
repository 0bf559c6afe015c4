import type { Milliseconds } from '../../time/duration.ts';
import { createEventQueue } from '../base/event-queue.ts';
import type { Sequence } from '../base/sequence.ts';
import { createDeque } from './deque.ts';

/**
 * A RequestQueue holds the sequences that run in no batch: those still on their way in, by the time
 * they arrive at, and the line of those that have. Sequences that are gone are passed over.
 */
export interface RequestQueue {
  /** Lets a sequence in that joins the line at its `at`. */
  add(sequence: Sequence): void;
  /** When the next one joins the line; undefined when nobody is on the way. */
  readonly nextAt: Milliseconds | undefined;
  /** Puts in line who has arrived by `now`. */
  lineUp(now: Milliseconds): void;
  /** The head of the line. */
  readonly first: Sequence | undefined;
  /** Takes the head out. */
  shift(): void;
  /** Puts one that was in the batch at the head. */
  takeBack(sequence: Sequence): void;
}

export function createRequestQueue(): RequestQueue {
  const arriving = createEventQueue<Sequence>();
  const line = createDeque<Sequence>();

  function nextArriving(): Sequence | undefined {
    while (arriving.first?.gone === true) arriving.shift();
    return arriving.first;
  }

  return {
    add: (sequence) => arriving.add(sequence),
    get nextAt() {
      return nextArriving()?.at;
    },
    lineUp(now) {
      for (let next = nextArriving(); next !== undefined && next.at <= now; next = nextArriving()) {
        arriving.shift();
        line.push(next);
      }
    },
    get first() {
      while (line.first?.gone === true) line.shift();
      return line.first;
    },
    shift: () => void line.shift(),
    takeBack: (sequence) => line.pushFront(sequence),
  };
}
