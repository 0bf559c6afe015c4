/** A LoopIteration is one pass of the event loop, by number, from one look at the sockets to the next. */
export type LoopIteration = number;

let turn: LoopIteration = 0;
let turnEnds = false;
let nextLook: Promise<void> | undefined;

/** The turn that runs now. */
export function currentIteration(): LoopIteration {
  if (!turnEnds) {
    turnEnds = true;
    setImmediate(() => {
      turn += 1;
      turnEnds = false;
    });
  }
  return turn;
}

/** Resolves once the loop has looked at the sockets again; whoever waits in one turn shares it. */
export function socketsPolled(): Promise<void> {
  // The first immediate comes before the next look, the second behind it.
  nextLook ??= new Promise((resolve) => {
    setImmediate(() => {
      nextLook = undefined;
      setImmediate(resolve);
    });
  });
  return nextLook;
}
