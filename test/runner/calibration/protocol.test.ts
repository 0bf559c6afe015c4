import { describe, expect, it } from 'vitest';
import { PROTOCOLS, protocolsOf, specOf } from '../../../src/runner/calibration/protocol.ts';
import type { TargetSpec } from '../../../src/scenario/target/target-spec.ts';

describe.each(PROTOCOLS)('the protocol %s', (protocol) => {
  it('is spoken by the target made for it', () => {
    expect(protocolsOf({ one: specOf(protocol) })).toEqual([protocol]);
  });
});

describe('the protocols of some targets', () => {
  it('are JSON for every service that answers in one body', () => {
    const whole = { ...specOf('converse-stream'), stream: false };
    expect(protocolsOf({ whole })).toEqual(['json']);
  });

  it('are each told once', () => {
    const [one, two, three] = [specOf('json'), specOf('sse'), specOf('json')];
    expect(protocolsOf({ one, two, three })).toEqual(['sse', 'json']);
  });

  it('are those of its parts for a route', () => {
    const route: TargetSpec = {
      name: 'route',
      timeout: 1000,
      perRequest: 0,
      fixedCosts: [],
      kind: 'route',
      by: 'cache',
      parts: { model: specOf('invoke-stream') },
    };
    expect(protocolsOf({ route, model: specOf('json') })).toEqual(['invoke-stream', 'json']);
  });
});
