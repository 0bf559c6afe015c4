let last: Promise<void> = Promise.resolve();

/**
 * A Pause is a look at the sockets between two steps of getting requests ready: one step a turn of
 * the event loop, whoever's it is. Signing takes a tenth of a millisecond, and thirty of them at one
 * instant would hold back the stamps of all that arrives meanwhile.
 *
 * Resolves in the next turn of the loop that nobody else has taken.
 */
export function yieldToIo(): Promise<void> {
  last = last.then(nextTurn);
  return last;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
