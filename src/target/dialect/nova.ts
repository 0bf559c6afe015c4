import { converseBody } from './converse-body.ts';
import { converse } from './converse.ts';
import type { Dialect } from './dialect.ts';

/** The dialect of Amazon Nova's own bodies: Converse with a version (Amazon Nova user guide). */
export const nova: Dialect = {
  ...converse,
  body: (query, quirks) => ({
    schemaVersion: 'messages-v1',
    ...converseBody(query, (base64) => base64, quirks),
  }),
};
