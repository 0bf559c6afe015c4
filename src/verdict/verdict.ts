/**
 * Answer to "does it pass?".
 *
 * Missing data is not 0 (`no-data` is not a pass), and doubt is a value (`inconclusive`: the
 * interval includes the bound, or there are too few samples for the percentile).
 */
export type Verdict = 'pass' | 'fail' | 'no-data' | 'inconclusive';

/** Whether the measurement can be trusted, decided by the client's own health. */
export type Validity = 'valid' | 'suspect' | 'invalid';
