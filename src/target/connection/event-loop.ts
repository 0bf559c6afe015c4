/** The number of a pass of the event loop, from one poll of the sockets to the next. */
export type LoopIteration = number;

let iteration: LoopIteration = 0;
let isScheduled = false;
let nextPoll: Promise<void> | undefined;

/** Returns the current loop iteration. */
export function currentIteration(): LoopIteration {
  if (!isScheduled) {
    isScheduled = true;
    setImmediate(() => {
      iteration += 1;
      isScheduled = false;
    });
  }
  return iteration;
}

/**
 * Resolves once the loop has polled the sockets again; callers in one iteration share the promise.
 */
export function socketsPolled(): Promise<void> {
  // The first immediate runs before the next poll, the second after it.
  nextPoll ??= new Promise((resolve) => {
    setImmediate(() => {
      nextPoll = undefined;
      setImmediate(resolve);
    });
  });
  return nextPoll;
}
