import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--allow-natives-syntax');

/**
 * Returns whether two objects share their hidden class, as all objects of one origin should. A
 * hidden class lives in the old generation, and what each request leaves there ends in a pause of
 * the event loop.
 */
// oxlint-disable-next-line no-implied-eval, typescript/no-unsafe-type-assertion -- V8's natives syntax is not JavaScript
export const shareHiddenClass = new Function('one', 'other', 'return %HaveSameMap(one, other)') as (
  one: object,
  other: object,
) => boolean;
