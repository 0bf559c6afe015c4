let last: Promise<void> = Promise.resolve();

/**
 * Lets the event loop poll the sockets between two steps of preparing requests: one step in each
 * loop iteration, over all requests. Signing takes a tenth of a millisecond, and thirty signatures
 * at once would delay the timestamps of everything that arrives meanwhile.
 *
 * Resolves in the next loop iteration that is not taken by another step.
 */
export function yieldToIo(): Promise<void> {
  last = last.then(nextIteration);
  return last;
}

function nextIteration(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
