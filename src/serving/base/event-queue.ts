import type { Milliseconds } from '../../time/duration.ts';

/** A binary heap of timed items, earliest first; first added first on a tie. */
export interface EventQueue<T extends QueuedEvent> {
  add(item: T): void;
  readonly first: T | undefined;
  /** Removes and returns the first item. */
  shift(): T | undefined;
}

export interface QueuedEvent {
  readonly at: Milliseconds;
  /** Insertion number, set by the queue. */
  turn: number;
}

export function createEventQueue<T extends QueuedEvent>(): EventQueue<T> {
  const heap: T[] = [];
  let turns = 0;

  /** Moves `item` up from the free index `i`. */
  function rise(item: T, i: number): void {
    while (i > 0) {
      const above = (i - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || before(parent, item)) break;
      heap[i] = parent;
      i = above;
    }
    heap[i] = item;
  }

  /** Moves `item` down from the free root. */
  function sink(item: T): void {
    let i = 0;
    for (;;) {
      const left = heap[2 * i + 1];
      const right = heap[2 * i + 2];
      if (left === undefined) break;
      const rightFirst = right !== undefined && before(right, left);
      const child = rightFirst ? right : left;
      if (before(item, child)) break;
      heap[i] = child;
      i = 2 * i + (rightFirst ? 2 : 1);
    }
    heap[i] = item;
  }

  return {
    add(item) {
      item.turn = turns++;
      heap.push(item);
      rise(item, heap.length - 1);
    },
    get first() {
      return heap[0];
    },
    shift() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
  };
}

function before(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
