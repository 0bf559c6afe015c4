import { describe, expect, it } from 'vitest';
import { buildResult } from '../../../src/run/result/build-result.ts';
import { StopController } from '../../../src/runner/request/stop-controller.ts';
import { emptyState, finishedRun, outcomeOf, putLoad, SERVICE, taking } from '../finished-run.ts';

const FAST = { thresholds: { latency: ['p(50)<200'] } };
const LONG = { ...FAST, iterations: 200 };

describe('the result of a run', () => {
  it('passes where its objective is met and its load generator fared well', async () => {
    const { verdict, validity, targets } = await finishedRun(LONG, taking(100));
    expect({ verdict, validity }).toEqual({ verdict: 'pass', validity: 'valid' });
    expect(targets[0]).toMatchObject({ verdict: 'pass', outcomes: { ok: 200 } });
  });

  it('counts every arrival once, by how it ended', async () => {
    const { targets } = await finishedRun({}, (_, n) => ({
      takes: 100,
      outcome: n < 2 ? 'throttled' : n < 5 ? 'timeout' : 'ok',
    }));
    expect(targets[0]?.outcomes).toEqual({ ok: 5, throttled: 2, timeout: 3 });
    expect(targets[0]?.errors.map(({ outcome, count }) => [outcome, count]).sort()).toEqual([
      ['throttled', 2],
      ['timeout', 3],
    ]);
  });

  it('does not pass a target that answered nothing, whatever its thresholds say', async () => {
    const failing = () => ({ takes: 100, outcome: 'server_error' as const });
    const lenient = { iterations: 200, thresholds: { failed: ['rate<=1'] } };
    const { verdict, targets } = await finishedRun(lenient, failing);
    expect(targets[0]?.thresholds.map((threshold) => threshold.verdict)).toEqual(['pass']);
    expect([verdict, targets[0]?.verdict]).not.toContain('pass');
  });

  it('is invalid, and passes nothing, where a process of its own was lost', async () => {
    const message = 'Worker 1 of 2 was killed.';
    const losses = [{ message, unaccounted: true }];
    const result = await finishedRun(LONG, taking(100), { losses });
    expect(result).toMatchObject({ validity: 'invalid', validityReasons: [message] });
    expect(result.verdict).not.toBe('pass');
    expect(result.targets[0]?.verdict).not.toBe('pass');
  });

  it('says that it was stopped, and passes nothing then', async () => {
    const state = emptyState(LONG);
    const end = await putLoad(state, taking(100));
    const result = buildResult(state, outcomeOf({ ...end, stopped: 'signal' }));
    expect(result.stopped).toBe('signal');
    expect(result.verdict).not.toBe('pass');
  });

  it('counts the iterations that a closed loop had no time to start', async () => {
    const scenarios = {
      short: { executor: 'shared-iterations', vus: 1, iterations: 10, maxDuration: '1s' },
    };
    const { targets } = await finishedRun({ scenarios }, taking(250));
    expect(targets[0]?.outcomes).toEqual({ ok: 4 });
    expect(targets[0]?.metrics['unstarted_iterations']).toMatchObject({ count: 6 });
  });

  it('names the cheaper of two targets that meet the objective', async () => {
    const aim = (target: string) => ({
      executor: 'shared-iterations',
      vus: 1,
      iterations: 200,
      target,
    });
    const { chosen } = await finishedRun(
      {
        ...FAST,
        choose: 'cheapest',
        targets: { dear: { ...SERVICE, perRequest: 1 }, cheap: SERVICE },
        scenarios: { one: aim('dear'), other: aim('cheap') },
      },
      taking(100),
    );
    expect(chosen).toBe('cheap');
  });

  it('says what the next request needed where the spend cap ended it', async () => {
    const state = emptyState({});
    const end = await putLoad(state, taking(100), new StopController());
    const shortage = { needed: 4, left: 1 };
    const { reasons } = buildResult(state, outcomeOf({ ...end, stopped: 'budget', shortage }));
    expect(reasons.join(' ')).toContain('may cost up to $4.00');
  });
});
