import { describe, expect, it } from 'vitest';
import { rebuiltResult } from '../../../src/run/result/rebuilt-result.ts';
import { redactScenario } from '../../../src/run/result/redacted-scenario.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { answeredIn } from '../../metrics/sample-stub.ts';
import { outcomeOf, scenarioWith } from '../finished-run.ts';

const END = { duration: 0, rented: 0 };

/** What a killed run of the scenario left on disk: `run.json` and these samples. */
async function rebuilt(samples: readonly Sample[]) {
  const { environment, workerCount, flags } = outcomeOf(END);
  const scenario = scenarioWith({ thresholds: { latency: ['p(50)<200'] } });
  const run = {
    id: 'killed',
    startedAt: new Date(0),
    environment,
    scenario: redactScenario(scenario, {}),
    runEndpoint: { endpoint: 'aws', emulated: false, embedded: false },
    workerCount,
    flags,
    dataset: { file: 'questions.jsonl', sha256: 'none', rows: 10, skippedRows: 0 },
  };
  return rebuiltResult({
    read: () => JSON.stringify(run),
    readSamples: async function* () {
      yield* samples;
    },
  });
}

describe('the result of a run that was killed', () => {
  const answered = Array.from({ length: 500 }, (_, index) =>
    answeredIn(100, { index, scenario: 'default', target: 'target', due: index * 10, costUsd: 2 }),
  );

  it('is invalid and passes nothing, however good its samples look', async () => {
    const { validity, verdict, stopped, targets } = await rebuilt(answered);
    expect({ validity, stopped }).toEqual({ validity: 'invalid', stopped: 'lost' });
    expect(verdict).not.toBe('pass');
    expect(targets[0]?.verdict).not.toBe('pass');
  });

  it('has what it spent as a lower bound: requests in flight left no sample', async () => {
    expect(await rebuilt(answered)).toMatchObject({ spent: 'unknown', spentAtLeast: 1000 });
  });

  it('has every sample on disk in its counts', async () => {
    const { targets } = await rebuilt(answered);
    expect(targets[0]?.outcomes).toEqual({ ok: 500 });
  });
});
