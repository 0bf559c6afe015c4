/** A queue that also accepts items at the front. */
export interface Deque<T> {
  push(item: T): void;
  pushFront(item: T): void;
  readonly first: T | undefined;
  shift(): T | undefined;
}

export function createDeque<T>(): Deque<T> {
  /** Items before `back[head]`, in reverse order. */
  const front: T[] = [];
  let back: T[] = [];
  let head = 0;

  return {
    push: (item) => void back.push(item),
    pushFront: (item) => void front.push(item),
    get first() {
      return front.at(-1) ?? back[head];
    },
    shift() {
      if (front.length > 0) return front.pop();
      const item = back[head];
      if (item !== undefined) head++;
      // Copying only once half is consumed keeps `shift` amortised constant.
      if (head > 1024 && head * 2 > back.length) {
        back = back.slice(head);
        head = 0;
      }
      return item;
    },
  };
}
