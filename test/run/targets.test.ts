import { describe, expect, it } from 'vitest';
import { expectCode } from '../e2e/expect-code.ts';
import { documentedTargets, targetsFolder } from './documented-targets.ts';
import { type InProcessRun, runOnEmulator } from './run-in-process.ts';
import { type Targets, WAYS_TO_ANSWER } from './ways-to-answer.ts';

/** Expects a result of every target: three answers, none of them failed. */
function expectAnswers({ code, result }: InProcessRun, targets: Targets): void {
  const outcomes = Object.fromEntries(
    result.targets.map(({ name, outcomes: ended }) => [name, ended]),
  );
  const wanted = Object.fromEntries(Object.keys(targets).map((name) => [name, { ok: 3 }]));
  expect(outcomes).toEqual(wanted);
  expectCode(code, 0);
}

/** All of a table under names of their own, as scenarios may have them. */
function named(kinds: Readonly<Record<string, Targets>>): Targets {
  const entries = Object.entries(kinds).flatMap(([kind, targets]) =>
    Object.entries(targets).map(([name, spec]) => [`${kind} ${name}`, spec] as const),
  );
  return Object.fromEntries(entries.map(([name, spec]) => [name.replaceAll(/\W+/g, '-'), spec]));
}

describe('a run', () => {
  it.each([
    ['README.md', 'emulator', 3],
    ['docs/targets.md', undefined, 10],
    ['docs/targets.md', 'emulator', 1],
  ])(
    'has an answer of every target that %s shows under the endpoint %s, as it stands there',
    async (page, endpoint, least) => {
      const targets = await documentedTargets(page, endpoint);
      expect(Object.keys(targets).length).toBeGreaterThanOrEqual(least);
      expectAnswers(await runOnEmulator(await targetsFolder(targets)), targets);
    },
  );

  it('has an answer of every other way to be answered', async () => {
    const targets = named(WAYS_TO_ANSWER);
    expect(Object.keys(targets).length).toBeGreaterThan(45);
    expectAnswers(await runOnEmulator(await targetsFolder(targets)), targets);
  });
});

describe('an endpoint at no instances', () => {
  it('is waited for, and its cold start told apart', async () => {
    const targets = {
      sleepy: { kind: 'sagemaker', endpointName: 'support-tgi', inferenceComponent: 'llama' },
    };
    const instances = { min: 0, max: 1, target: 4, startTime: '2s', idleTime: '1m' };
    const folder = await targetsFolder(targets, {
      warmup: { untilReady: '30s', iterations: 2 },
      emulator: { capacity: { 'support-tgi': { instances } } },
    });
    const ran = await runOnEmulator(folder);
    expectAnswers(ran, targets);
    const { coldStart, metrics } = ran.result.targets[0] ?? {};
    expect(coldStart?.duration).toBeGreaterThanOrEqual(2000);
    expect(coldStart?.refused).toBeGreaterThanOrEqual(2);
    expect(coldStart?.name).toBe('ValidationError');
    expect(metrics?.['latency']).toMatchObject({ n: 3 });
  });
});
