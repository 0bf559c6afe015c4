import { describe, expect, it } from 'vitest';
import { parseFault, readFaults } from '../../../src/scenario/emulator/fault-schema.ts';

describe('faults in JSON', () => {
  it('are parsed with durations, and have probability 1 by default', () => {
    expect(readFaults([{ kind: 'stall', from: '1m', for: 500, retryAfter: '2s' }])).toEqual([
      { kind: 'stall', probability: 1, from: 60_000, for: 500, retryAfter: 2000 },
    ]);
  });

  it.each([
    [[{ kind: 'explode', probability: 1 }], 'kind'],
    [[{ kind: 'reset', probability: 2 }], 'probability'],
    [[{ kind: 'reset', form: '1s' }], 'Did you mean "for"?'],
    [[{ kind: 'reset', count: 0 }], 'count'],
    [{}, 'array'],
    [undefined, 'array'],
  ])('are rejected with the path of the error: %j', (value, place) => {
    expect(() => readFaults(value)).toThrow(place);
  });
});

describe('a fault in command-line form', () => {
  it('has its members separated by commas', () => {
    const text = 'kind=throttle,probability=0.1,on=arn:aws:x/y,count=3,from=10s,for=1m';
    expect(parseFault(text)).toEqual({
      kind: 'throttle',
      probability: 0.1,
      on: 'arn:aws:x/y',
      count: 3,
      from: 10_000,
      for: 60_000,
    });
  });

  it.each(['throttle', 'kind=throtle', 'kind=reset,probability=often', ''])(
    'is rejected with an example: "%s"',
    (text) => {
      expect(() => parseFault(text)).toThrow('Write it like kind=throttle');
    },
  );
});
