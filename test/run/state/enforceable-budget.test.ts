import { describe, expect, it } from 'vitest';
import { refuseUnenforceableBudget } from '../../../src/run/state/enforceable-budget.ts';
import { emptyState, JUDGED, SERVICE } from '../finished-run.ts';

const CAP = { budget: { run: 5 } };
const { price: _, ...UNPRICED } = SERVICE;

function refusal(changes: object): () => void {
  const { scenario, pricings, judgePricing } = emptyState({ ...CAP, ...changes });
  return () => refuseUnenforceableBudget(scenario, pricings, judgePricing);
}

describe('a cap on what a run spends', () => {
  it('is kept where every price is known', () => {
    expect(refusal(JUDGED)).not.toThrow();
  });

  it('is refused where a target has no price', () => {
    expect(refusal({ target: UNPRICED })).toThrow(/no price is known for target "target"/);
  });

  it('is refused where the judge has no price', () => {
    const judge = { ...JUDGED.judge, target: UNPRICED };
    expect(refusal({ judge })).toThrow(/no price is known for the judge/);
  });

  it('is refused where a request removes the limit of output tokens', () => {
    const target = { ...SERVICE, request: { max_tokens: null } };
    expect(refusal({ target })).toThrow(/removes the limit of output tokens/);
  });

  it('is refused where a module asks, unless its machines are all that is paid', () => {
    const target = { kind: 'module', module: 'own.ts', price: 'ours' };
    expect(refusal({ target })).toThrow(
      /the tokens that the module of "target" requests are unknown/,
    );
    const instances = { type: 'gpu', count: 1, perHour: 2 };
    expect(refusal({ target: { kind: 'module', module: 'own.ts', instances } })).not.toThrow();
  });

  it('asks nothing where there is none', () => {
    expect(refusal({ budget: {}, target: UNPRICED })).not.toThrow();
  });
});
