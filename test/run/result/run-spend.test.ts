import { describe, expect, it } from 'vitest';
import type { Judging } from '../../../src/run/judging/judging.ts';
import { runSpend } from '../../../src/run/result/run-spend.ts';
import { emptyState, outcomeOf, putLoad, SERVICE, taking } from '../finished-run.ts';

function judgingFor(costUsd: number | 'unknown', more: object = {}): Judging {
  const account = { asked: 0, scored: 0, called: 0, failed: 0, notJudged: [], errors: [] };
  const result = { model: 'm', standIn: false, judged: 0, account, costUsd, ...more };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its costs alone are read
  return { scores: [], result } as unknown as Judging;
}

const lost = (unaccounted: boolean) => ({ message: 'Worker 1 of 2 was killed.', unaccounted });

async function spent(changes: object, ended: Parameters<typeof outcomeOf>[1] = {}) {
  const state = emptyState(changes);
  const end = await putLoad(state, taking(360));
  return runSpend(state, outcomeOf(end, ended));
}

describe('what a run spent', () => {
  it('is what its requests cost', async () => {
    expect(await spent({})).toEqual({ spent: 20 });
  });

  it('has what the judge cost', async () => {
    expect(await spent({}, { judging: judgingFor(3) })).toEqual({ spent: 23 });
  });

  it('is unknown where the judge’s cost is, with what is known as the least', async () => {
    const judging = judgingFor('unknown', { costAtLeastUsd: 1 });
    expect(await spent({}, { judging })).toEqual({ spent: 'unknown', spentAtLeast: 21 });
  });

  it('has the rent of its machines for as long as it lasted, warm-up included', async () => {
    const target = { ...SERVICE, instances: { type: 'gpu', count: 2, perHour: 500 } };
    // Ten requests of 360 ms are a thousandth of an hour.
    expect(await spent({ target })).toEqual({ spent: expect.closeTo(21, 9) as number });
  });

  it('is unknown where requests were lost that no sample tells of', async () => {
    const losses = [lost(false), lost(true)];
    expect(await spent({}, { losses })).toEqual({ spent: 'unknown', spentAtLeast: 20 });
  });

  it('stays known where a loss took no request with it', async () => {
    expect(await spent({}, { losses: [lost(false)] })).toEqual({ spent: 20 });
  });
});
