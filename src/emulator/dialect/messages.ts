import { anthropic } from './anthropic.ts';
import type { Dialect } from './dialect.ts';

/** Anthropic's Messages API under its own address: the version stands in a header, not in the body. */
export const messages: Dialect = {
  ...anthropic,
  read(body) {
    const members = typeof body === 'object' && body !== null ? body : {};
    const ask = anthropic.read({ ...members, anthropic_version: 'header' });
    return { ...ask, stream: 'stream' in members && members.stream === true };
  },
};
