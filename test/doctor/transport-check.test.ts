import { describe, expect, it } from 'vitest';
import { checkTransport } from '../../src/doctor/transport-check.ts';
import type { LeafTarget } from '../../src/scenario/leaf-targets.ts';

const target: LeafTarget = {
  name: 'haiku',
  timeout: 1000,
  perRequest: 0,
  fixedCosts: [],
  kind: 'bedrock-converse',
  model: 'm',
  stream: true,
};

describe('the check of transports', () => {
  it('names the default transport', () => {
    expect(checkTransport(new Map([['haiku', target]]), 20).message).toBe(
      'HTTP/1.1, at most 20 warm sockets to each service.',
    );
  });

  it('names the targets with another transport', () => {
    const targets = new Map<string, LeafTarget>([
      ['haiku', target],
      ['one', { ...target, transport: 'http2' }],
      ['each', { ...target, transport: 'http2-each' }],
    ]);
    expect(checkTransport(targets, 20).message).toBe(
      'HTTP/1.1, at most 20 warm sockets to each service; but one by HTTP/2 over one shared session, each by HTTP/2 over a session for each request.',
    );
  });
});
