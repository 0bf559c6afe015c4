import type { Milliseconds } from '../../time/duration.ts';

/** An EventQueue holds items until their time: a binary heap, earliest first, and of equals the first added. */
export interface EventQueue<T extends QueuedEvent> {
  add(item: T): void;
  readonly first: T | undefined;
  /** Takes the first item out. */
  shift(): T | undefined;
}

export interface QueuedEvent {
  readonly at: Milliseconds;
  /** Set by the agenda: its place among those added. */
  turn: number;
}

export function createEventQueue<T extends QueuedEvent>(): EventQueue<T> {
  const heap: T[] = [];
  let turns = 0;

  /** Lets `item` rise from place `i`, which is free. */
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

  /** Lets `item` sink from the top, which is free. */
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
