/**
 * Lateness of time stamps by the event-loop utilisation: their p99 error in milliseconds; `most` is
 * absent if it has no bound.
 *
 * Measured on Node 20 (one process and core, plain HTTP, 2,500 to 50,000 stream events a second,
 * decoded by undici, the AWS SDK and our own readers) against the sender's monotonic clock. The
 * utilisation decides, whatever client causes it. Another machine changes the figures, not their
 * order: `calibrate` measures them.
 */
export interface StampError {
  readonly least: number;
  readonly most?: number;
}

const TABLE: readonly { readonly upTo: number; readonly error: StampError }[] = [
  { upTo: 0.2, error: { least: 0, most: 2 } },
  { upTo: 0.4, error: { least: 2, most: 4 } },
  { upTo: 0.5, error: { least: 5, most: 14 } },
  { upTo: 0.7, error: { least: 6, most: 16 } },
  { upTo: 0.95, error: { least: 20, most: 100 } },
];

/** Returns the error to expect at an event-loop utilisation of 0 to 1. */
export function stampError(elu: number): StampError {
  return TABLE.find(({ upTo }) => elu <= upTo)?.error ?? { least: 100 };
}
