import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-scenario-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

async function problemOf(file: string): Promise<string> {
  const error: unknown = await loadScenario(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).message.replaceAll(folder, '');
}

const MINIMAL = `
target: { kind: bedrock-converse, model: amazon.nova-lite-v1:0 }
dataset: questions.csv
`;

describe('a scenario file', () => {
  it('is the same in TypeScript, YAML and JSON', async () => {
    const value = {
      target: { kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0' },
      dataset: 'questions.csv',
      scenarios: {
        steady: {
          executor: 'constant-arrival-rate',
          rate: 30,
          timeUnit: '1m',
          duration: '1m30s',
          preAllocatedVUs: 5,
          arrival: 'gamma',
          cv: 3,
        },
      },
      thresholds: { latency: ['p(95)<3000', { threshold: 'p(99)<9000', abortOnFail: true }] },
    };
    const json = await loadScenario(await write('one.json', JSON.stringify(value)));
    const module = `import { defineScenario } from 'proofload';\nexport default defineScenario(${JSON.stringify(value)});\n`;
    const typescript = await loadScenario(await write('one.ts', module));
    const yaml = await loadScenario(
      await write(
        'one.yaml',
        `${MINIMAL}
scenarios:
  steady:
    executor: constant-arrival-rate
    rate: 30
    timeUnit: 1m
    duration: 1m30s
    preAllocatedVUs: 5
    arrival: gamma
    cv: 3
thresholds:
  latency:
    - p(95)<3000
    - { threshold: p(99)<9000, abortOnFail: true }
`,
      ),
    );
    expect({ ...typescript, file: '' }).toEqual({ ...json, file: '' });
    expect({ ...yaml, file: '' }).toEqual({ ...json, file: '' });
    expect(json.loads['steady']).toEqual({
      name: 'steady',
      target: 'target',
      executor: 'constant-arrival-rate',
      rate: 30,
      timeUnit: 60_000,
      duration: 90_000,
      maxVUs: 5,
      onSaturation: 'queue',
      arrival: { process: 'gamma', cv: 3 },
      startTime: 0,
      gracefulStop: 30_000,
      tags: {},
    });
    expect(json.thresholds).toEqual([
      { metric: 'latency', expression: 'p(95)<3000', abortOnFail: false, delayAbortEval: 0 },
      { metric: 'latency', expression: 'p(99)<9000', abortOnFail: true, delayAbortEval: 0 },
    ]);
    expect(json.dataset.file).toBe(join(folder, 'questions.csv'));
  });

  it.each([
    ['vus: 3\niterations: 9', { executor: 'shared-iterations', vus: 3, iterations: 9 }],
    ['vus: 2\nduration: 30s', { executor: 'constant-vus', vus: 2, duration: 30_000 }],
    ['vus: 4', { executor: 'shared-iterations', vus: 4, iterations: 4 }],
    ['stages: [{ duration: 10s, target: 5 }]', { executor: 'ramping-vus', startVUs: 1 }],
  ])('accepts k6’s shortcut %j', async (shortcut, load) => {
    const scenario = await loadScenario(await write('one.yaml', `${MINIMAL}${shortcut}\n`));
    expect(scenario.loads['default']).toMatchObject(load);
  });

  it.each<[string, string, string]>([
    [
      'an unknown key',
      'treshold: { latency: [p(95)<3000] }',
      '/one.yaml:4:1: Unknown key "treshold". Did you mean "thresholds"?',
    ],
    [
      'a nested unknown key',
      'scenarios:\n  a:\n    executor: constant-vus\n    durration: 10s\n    duration: 10s',
      '/one.yaml:7:5: scenarios.a: Unknown key "durration". Did you mean "duration"?',
    ],
    [
      'an invalid duration',
      'scenarios:\n  a: { executor: constant-vus, duration: 10 seconds }',
      '/one.yaml:5:32: scenarios.a.duration: "10 seconds" is not a duration. Write it as a number and a unit: 500ms, 30s, 1m30s, 2h, 1d.',
    ],
    [
      'an impossible rate',
      'scenarios:\n  a: { executor: constant-arrival-rate, rate: 900, timeUnit: 1ms, duration: 10s, preAllocatedVUs: 1 }',
      '/one.yaml:5:41: scenarios.a.rate: 900,000 arrivals a second is impossible from one machine; the most is 20,000. Check rate and timeUnit.',
    ],
    [
      'a rate of 0',
      'scenarios:\n  a: { executor: constant-arrival-rate, rate: 0, duration: 10s, preAllocatedVUs: 1 }',
      '/one.yaml:5:41: scenarios.a.rate: Too small: expected number to be >=1',
    ],
    [
      'a load with an unknown target',
      'scenarios:\n  a: { executor: constant-vus, duration: 10s, target: targett }',
      '/one.yaml: scenarios.a has an unknown target "targett". Did you mean "target"?',
    ],
    [
      'an invalid name',
      'scenarios:\n  at night: { executor: constant-vus, duration: 10s }',
      '/one.yaml:5:3: scenarios.at night: A name is letters, digits, dashes and underscores.',
    ],
    ['two shortcuts at once', 'iterations: 5\nduration: 10s', 'exclude one another'],
    [
      'an unknown criterion',
      'judge: { target: { kind: bedrock-converse, model: m }, criteria: [corectness] }',
      'Did you mean "correctness"?',
    ],
    ['an invalid demand', 'demand: lots', '/one.yaml:4:1: demand: '],
    [
      'an invalid endpoint',
      'endpoint: asw',
      'endpoint is "emulator", "live" (also written "aws") or the URL',
    ],
  ])('is rejected with the position of %s', async (_, line, message) => {
    expect(await problemOf(await write('one.yaml', `${MINIMAL}${line}\n`))).toContain(message);
  });

  it('resolves merge keys, which its own keys override, with the positions of their values', async () => {
    const text = `x-service: &service { kind: openai, url: 'http://127.0.0.1:1/v1', model: small }
targets:
  one: &one { <<: *service, model: large }
  two: { model: huge, <<: [*one, *service] }
  three: *service
scenarios:
  load: { executor: shared-iterations, vus: 1, iterations: 1, target: two }
dataset: questions.csv
`;
    const { targets } = await loadScenario(await write('merge.yaml', text));
    expect(Object.values(targets)).toMatchObject([
      { kind: 'openai', model: 'large' },
      { kind: 'openai', model: 'huge' },
      { kind: 'openai', model: 'small' },
    ]);
    const wrong = text.replace('model: small', 'modell: small');
    expect(await problemOf(await write('merge.yaml', wrong))).toContain(
      'Unknown key "modell". Did you mean "model"?',
    );
    const far = `x-t: &t\n  topic: [1]\n${MINIMAL}tags:\n  <<: *t\n`;
    expect(await problemOf(await write('far.yaml', far))).toMatch(
      /^\/far\.yaml:2:3: tags\.topic: /,
    );
  });

  it.each([
    [
      'an alias without an anchor',
      'tags: *nope',
      'one.yaml:4:7: The alias *nope has no anchor &nope before it.',
    ],
    [
      'an alias before its anchor',
      'tags: *t\nx-t: &t {}',
      'one.yaml:4:7: The alias *t has no anchor',
    ],
    [
      'an alias inside itself',
      'tags: &t { a: *t }',
      'one.yaml:4:15: The alias *t is inside the value',
    ],
    [
      'a merge key whose value is not a map',
      'tags: { <<: 3 }',
      'one.yaml:4:9: The value of << is not a map.',
    ],
    ['a duplicate key', 'seed: 1\nseed: 2', 'one.yaml:5:1: The key "seed" occurs twice.'],
    ['a tab as indentation', 'tags:\n\ta: b', 'one.yaml:5:1: A tab indents this line'],
    ['a second document', '---\nseed: 1', 'one.yaml:4:1: A second document begins here'],
    ['an unknown tag', 'seed: !env SEED', 'one.yaml:4:7: The tag !env is unknown.'],
    [
      'a demand without a unit',
      'demand: 50000',
      'one.yaml:4:1: demand: 50000 has no unit. Write 50000/day',
    ],
    [
      'demand.queries without a unit',
      'demand: { queries: 9 }',
      'one.yaml:4:11: demand.queries: 9 has no unit.',
    ],
  ])('is rejected with line and column of %s', async (_, line, message) => {
    expect(await problemOf(await write('one.yaml', `${MINIMAL}${line}\n`))).toContain(message);
  });

  it('names the alias by which a small file expands to a huge one', async () => {
    const names = 'abcdefghi'.split('');
    const lists = names.map((name, row) => {
      const item = row === 0 ? 'x' : `*${names[row - 1]}`;
      return `x-${name}: &${name} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    const file = await write('laughs.yaml', `${lists.join('\n')}\n${MINIMAL}`);
    expect(await problemOf(file)).toMatch(
      /^\/laughs\.yaml:9:10: The aliases of this file expand to more than 100000 values, most of them \*h\./,
    );
  });

  it('may have a byte order mark, and use an alias many times', async () => {
    const items = Array.from({ length: 500 }, (_, row) => `  t${row}: *word`).join('\n');
    const text = `\uFEFFx-word: &word delivery\n${MINIMAL}tags:\n${items}\n`;
    expect(Object.keys((await loadScenario(await write('bom.yaml', text))).tags)).toHaveLength(500);
  });

  it('is rejected with the line of a YAML error', async () => {
    expect(await problemOf(await write('one.yaml', 'target: {\n  kind: x'))).toMatch(
      /^\/one\.yaml:\d+:\d+: /,
    );
  });

  it('is named in the error where its TypeScript fails to load', async () => {
    const message = await problemOf(await write('one.ts', 'export default {{;'));
    expect(message).toContain('/one.ts: The scenario could not be loaded: ');
  });

  it('is suggested where the name of a missing file is similar', async () => {
    await write('nightly.yaml', MINIMAL);
    expect(await problemOf(join(folder, 'nigthly.yaml'))).toMatch(/Did you mean .*nightly\.yaml\?/);
  });

  it('is overridden by the command line’s endpoint and seed', async () => {
    const scenario = await loadScenario(await write('one.yaml', MINIMAL), {
      endpoint: 'aws',
      seed: 9,
    });
    expect(scenario).toMatchObject({ endpoint: 'aws', seed: 9 });
  });
});
