import { describe, expect, it } from 'vitest';
import { createTraffic } from '../../../src/plan/demand/traffic.ts';
import { findLevers } from '../../../src/plan/lever/levers.ts';
import { haiku, llama, ragFixed, sonnet } from '../sample-target.ts';

const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'flat' }, 30);

describe('levers of a plan', () => {
  it('the levers of a plan are those of targets over the budget only', () => {
    const over = new Set(findLevers([sonnet, haiku, llama], traffic, 5000).map((l) => l.target));
    expect([...over]).toEqual(['sonnet']);
    expect(findLevers([haiku], traffic, 5000)).toEqual([]);
  });

  it('the levers of a plan subtract a fixed cost of both targets from the budget once', () => {
    const both = [sonnet, haiku].map((target) => ({ ...target, fixed: ragFixed }));
    const route = findLevers(both, traffic, 5000).find((lever) => lever.kind === 'route');
    expect(route?.value).toBeCloseTo(0.252_076_45, 7);
  });

  it('the levers of a plan put those that reach the budget first', () => {
    const reaches = findLevers([sonnet, haiku], traffic, 5000).map((lever) => lever.reaches);
    expect(reaches).toEqual(reaches.toSorted((a, b) => Number(b) - Number(a)));
    expect(reaches).toContain(false);
  });

  it('the levers of a plan omit targets of unknown cost', () => {
    const unknown = { ...sonnet, per1k: 'unknown' as const };
    expect(findLevers([unknown, haiku], traffic, 5000)).toEqual([]);
  });
});
