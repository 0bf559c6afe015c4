import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--allow-natives-syntax');

/**
 * Whether two objects share their hidden class, as all that come from one place should: a hidden
 * class is garbage of the old sort, and what each request leaves of that sort stops the loop.
 */
// oxlint-disable-next-line no-implied-eval, typescript/no-unsafe-type-assertion -- V8's own words are no JavaScript
export const shareHiddenClass = new Function('one', 'other', 'return %HaveSameMap(one, other)') as (
  one: object,
  other: object,
) => boolean;
