import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runScenario, type RunScenarioOptions } from '../../src/run/run-scenario.ts';
import type { ScenarioInput } from '../../src/scenario/scenario-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-library-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'questions.csv'), 'id,question\nq1,How many?\n');
writeFileSync(
  join(folder, 'quick.ts'),
  `export default () => ({
    async ask(query, { clock }) {
      await clock.sleepUntil(clock.now() + 5);
      return { outcome: 'ok', answer: 'Forty-two.' };
    },
  });`,
);

const SCENARIO: ScenarioInput = {
  target: { kind: 'module', module: 'quick.ts' },
  dataset: 'questions.csv',
  vus: 2,
  iterations: 10,
};

/** A load that only its signal ends before the test's time is over. */
const LONG: ScenarioInput = {
  target: { kind: 'module', module: 'quick.ts' },
  dataset: 'questions.csv',
  vus: 2,
  duration: '10m',
};

async function run(scenario: ScenarioInput | string, options: RunScenarioOptions = {}) {
  return runScenario(scenario, { folder, ...options });
}

describe('runScenario', () => {
  it('returns the result of a scenario value, and writes nothing', async () => {
    const before = readdirSync(folder);
    const result = await run(SCENARIO);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 10 });
    expect(result.name).toBe('scenario');
    expect(result.scenario).not.toHaveProperty('file');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('runs a scenario by the path of its file, over which a seed can be said', async () => {
    const file = join(folder, 'by-path.json');
    writeFileSync(file, JSON.stringify(SCENARIO));
    const result = await run(file, { seed: 7 });
    expect(result).toMatchObject({ name: 'by-path', environment: { seed: 7 } });
  });

  it.each([
    [true, true],
    [false, false],
  ])(
    'leaves a run directory where it is told a folder, answers in it: %s',
    async (answers, kept) => {
      const out = mkdtempSync(join(folder, 'out-'));
      const { id } = await run(SCENARIO, { out, answers });
      expect(readdirSync(out)).toEqual([id]);
      const names = readdirSync(join(out, id));
      expect(names).toEqual(
        expect.arrayContaining(['report.html', 'result.json', 'run.json', 'samples.ndjson']),
      );
      expect(names.includes('answers.ndjson')).toBe(kept);
    },
  );

  it('does not begin under a signal that was aborted, and rejects with its reason', async () => {
    const reason = new Error('not today');
    await expect(run(SCENARIO, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('ends on its signal with what was measured until then, and passes nothing', async () => {
    const controller = new AbortController();
    const result = await run(
      { ...LONG, thresholds: { failed: ['rate<0.5'] } },
      {
        signal: controller.signal,
        progressInterval: 20,
        onProgress: ({ done }) => {
          if (done >= 4) controller.abort();
        },
      },
    );
    expect(result.stopped).toBe('signal');
    expect(result.targets[0]?.outcomes.ok).toBeGreaterThanOrEqual(4);
    expect(result.verdict).not.toBe('pass');
  });

  it('ends and rejects where onProgress throws', async () => {
    const failure = new Error('the screen is gone');
    const onProgress = (): void => {
      throw failure;
    };
    await expect(run(LONG, { progressInterval: 20, onProgress })).rejects.toBe(failure);
  });

  it('names what is wrong with a scenario', async () => {
    const wrong = { ...SCENARIO, iterationz: 3 };
    await expect(run(wrong)).rejects.toThrow(/iterationz/);
  });

  it.each([
    [2, /2 workers cannot share a scenario that is given as a value/],
    [0, /workers is 0/],
    [1.5, /workers is 1.5/],
  ])('refuses %s workers for a scenario value', async (workers, message) => {
    await expect(run(SCENARIO, { workers })).rejects.toThrow(message);
  });
});
