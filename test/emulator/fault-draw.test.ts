import { describe, expect, it } from 'vitest';
import { createFaultDraw, readFaults } from '../../src/emulator/fault-draw.ts';
import { createRandom } from '../../src/scenario/random.ts';

describe('faults', () => {
  it('strike as often as they are told to', () => {
    const faults = createFaultDraw(
      [{ kind: 'throttle', probability: 0.3 }],
      createRandom(1, 'service'),
    );
    const struck = Array.from({ length: 10_000 }, () => faults.draw('m', true)).filter(Boolean);
    expect(struck.length).toBeGreaterThan(2800);
    expect(struck.length).toBeLessThan(3200);
  });

  it('spare what they are not meant for', () => {
    const faults = createFaultDraw(
      [{ kind: 'reset', probability: 1, on: 'haiku' }],
      createRandom(1, 'service'),
    );
    expect([faults.draw('haiku', false), faults.draw('sonnet', false)]).toEqual([
      'reset',
      undefined,
    ]);
  });

  it('of streams never strike whole answers', () => {
    const faults = createFaultDraw(
      [{ kind: 'cut-frame', probability: 1 }],
      createRandom(1, 'service'),
    );
    expect([faults.draw('m', false), faults.draw('m', true)]).toEqual([undefined, 'cut-frame']);
  });

  it.each([
    [[{ kind: 'explode', probability: 1 }], 'kind'],
    [[{ kind: 'reset', probability: 2 }], 'probability'],
    [[{ kind: 'reset', probability: 1, of: 'x' }], 'of'],
    [{}, 'array'],
  ])('are refused as %j with the place', (value, place) => {
    expect(() => readFaults(value)).toThrow(place);
  });
});
