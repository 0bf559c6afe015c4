import { describe, expect, it } from 'vitest';
import { PROTOCOLS, protocolOf, specOf } from '../../src/runner/protocol.ts';

describe.each(PROTOCOLS)('the protocol %s', (protocol) => {
  it('is spoken by the target made for it', () => {
    expect(protocolOf(specOf(protocol))).toBe(protocol);
  });
});

describe('a protocol', () => {
  it('is JSON for every service that answers in one body', () => {
    const spec = { ...specOf('converse-stream'), stream: false };
    expect(protocolOf(spec)).toBe('json');
  });
});
