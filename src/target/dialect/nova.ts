import { converse, converseBody } from './converse.ts';
import type { Dialect } from './dialect.ts';

/** The dialect of Amazon Nova's own bodies: Converse with a version (Amazon Nova user guide). */
export const nova: Dialect = {
  ...converse,
  body: (query) => ({ schemaVersion: 'messages-v1', ...converseBody(query) }),
};
