import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../src/report/result/result.ts';
import { proofload } from './command.ts';
import { type Targets, WAYS_TO_ANSWER } from './ways-to-answer.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DATASET = 'datasets/customer-support.jsonl';
const KB = { KB12345678: { dataset: DATASET } };

/** Runs three requests of each target by the built command, all at once, and gives what it printed. */
async function run(
  targets: Targets,
  more: object = {},
): Promise<{ code: number | null; result: RunResult; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-targets-'));
  await mkdir(join(folder, 'datasets'));
  await copyFile(join(ROOT, DATASET), join(folder, DATASET));
  const scenarios = Object.fromEntries(
    Object.keys(targets).map((target) => [
      target,
      { executor: 'shared-iterations', vus: 3, iterations: 3, target },
    ]),
  );
  const scenario = {
    targets,
    scenarios,
    dataset: DATASET,
    prompt: {
      user: '<passages>{{ context | join: " " }}</passages><question>{{ question }}</question>',
      maxTokens: 20,
    },
    warmup: { iterations: 1 },
    emulator: { knowledgeBases: KB },
    ...more,
  };
  await writeFile(join(folder, 'scenario.json'), JSON.stringify(scenario));
  const { code, stdout, stderr } = await proofload(folder, ['run', 'scenario.json', '--json']);
  return { code, result: JSON.parse(stdout || '{}') as RunResult, stderr };
}

/**
 * Every target has its result: three answers, none of them failed. On a machine so busy that the run
 * calls its own clock into doubt it ends with 98; that is not what is asked here.
 */
function expectAnswers(
  { code, result, stderr }: Awaited<ReturnType<typeof run>>,
  targets: Targets,
): void {
  const outcomes = Object.fromEntries(
    (result.targets ?? []).map(({ name, outcomes: ended }) => [name, ended]),
  );
  const wanted = Object.fromEntries(Object.keys(targets).map((name) => [name, { ok: 3 }]));
  expect({ code, outcomes, stderr }).toEqual({
    code: result.validity === 'invalid' ? 98 : 0,
    outcomes: wanted,
    stderr: expect.anything() as unknown,
  });
}

/** All of a table under names of their own, as scenarios may have them. */
function named(kinds: Readonly<Record<string, Targets>>): Targets {
  const entries = Object.entries(kinds).flatMap(([kind, targets]) =>
    Object.entries(targets).map(([name, spec]) => [`${kind} ${name}`, spec] as const),
  );
  return Object.fromEntries(entries.map(([name, spec]) => [name.replaceAll(/\W+/g, '-'), spec]));
}

function isModule(spec: object): boolean {
  return 'kind' in spec && spec.kind === 'module';
}

interface Example {
  readonly endpoint?: string;
  readonly target?: object;
  readonly targets?: Targets;
}

/** All examples of targets on a page that are run by this endpoint: the named by their names, the others by a number. */
async function examples(page: string, endpoint: string | undefined): Promise<Targets> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => parse(block) as Example,
  );
  const alike = blocks.filter((block) => block.endpoint === endpoint);
  const entries = alike.flatMap(({ target, targets = {} }, n): [string, object][] => [
    // What they ask is a service of the reader's own (module-target.test.ts).
    ...Object.entries(targets).filter(([, spec]) => !isModule(spec)),
    ...(target === undefined || isModule(target)
      ? []
      : [[`example-${n}`, target] as [string, object]]),
  ]);
  return Object.fromEntries(entries);
}

describe('proofload run', () => {
  it.each([
    ['README.md', undefined, 11],
    ['README.md', 'emulator', 3],
    ['docs/targets.md', undefined, 10],
    ['docs/targets.md', 'emulator', 1],
  ])(
    'has an answer of every target that %s shows under the endpoint %s, as it stands there',
    async (page, endpoint, least) => {
      const targets = await examples(page, endpoint);
      expect(Object.keys(targets).length).toBeGreaterThanOrEqual(least);
      expectAnswers(await run(targets, endpoint === undefined ? {} : { endpoint }), targets);
    },
    60_000,
  );

  it('has an answer of every other way to be answered', async () => {
    const targets = named(WAYS_TO_ANSWER);
    expect(Object.keys(targets).length).toBeGreaterThan(45);
    expectAnswers(await run(targets, { endpoint: 'emulator' }), targets);
  }, 60_000);
});

describe('an endpoint at no instances', () => {
  it('is waited for, and its cold start told apart', async () => {
    const targets = {
      sleepy: { kind: 'sagemaker', endpointName: 'support-tgi', inferenceComponent: 'llama' },
    };
    const instances = { min: 0, max: 1, target: 4, startTime: '2s', idleTime: '1m' };
    const ran = await run(targets, {
      warmup: { untilReady: '30s', iterations: 2 },
      emulator: { capacity: { 'support-tgi': { instances } } },
    });
    expectAnswers(ran, targets);
    const { coldStart, metrics } = ran.result.targets[0] ?? {};
    expect(coldStart?.duration).toBeGreaterThanOrEqual(2000);
    expect(coldStart?.refused).toBeGreaterThanOrEqual(2);
    expect(coldStart?.name).toBe('ValidationError');
    expect(metrics?.['latency']).toMatchObject({ n: 3 });
  }, 60_000);
});
