import type { Milliseconds } from '../scenario/duration.ts';

/**
 * An Agenda holds items until their time: a binary heap, earliest first. Items of one instant leave
 * in no promised, but always the same, order.
 */
export interface Agenda<T extends { readonly at: Milliseconds }> {
  add(item: T): void;
  readonly first: T | undefined;
  /** Takes the first item out. */
  shift(): T | undefined;
}

export function createAgenda<T extends { readonly at: Milliseconds }>(): Agenda<T> {
  const heap: T[] = [];

  /** Lets `item` sink from the top to its place; `heap[0]` is free. */
  function sink(item: T): void {
    let i = 0;
    for (;;) {
      const left = heap[2 * i + 1];
      const right = heap[2 * i + 2];
      if (left === undefined) break;
      const rightFirst = right !== undefined && right.at < left.at;
      const child = rightFirst ? right : left;
      if (child.at >= item.at) break;
      heap[i] = child;
      i = 2 * i + (rightFirst ? 2 : 1);
    }
    heap[i] = item;
  }

  return {
    add(item) {
      let i = heap.length;
      heap.push(item);
      while (i > 0) {
        const above = (i - 1) >> 1;
        const parent = heap[above];
        if (parent === undefined || parent.at <= item.at) break;
        heap[i] = parent;
        i = above;
      }
      heap[i] = item;
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
