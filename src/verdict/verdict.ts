/**
 * A Verdict is the answer to "does it pass?".
 *
 * Absence is not zero (`no-data` is not a pass) and doubt is a value (`inconclusive`: the interval
 * straddles the bound, or there are too few samples for the percentile).
 */
export type Verdict = 'pass' | 'fail' | 'no-data' | 'inconclusive';

/** Validity says whether the numbers may be believed at all; decided from the client's own health. */
export type Validity = 'valid' | 'suspect' | 'invalid';
