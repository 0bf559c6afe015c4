import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** The first TypeScript scenario of the README. */
const [, README = ''] =
  /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];

/** A scenario of one target, with more about it. */
function scenarioOf(target: string, more = ''): string {
  return `import { defineScenario } from 'proofload';
export default defineScenario({
  target: { ${target} },
  dataset: 'questions.jsonl',
  ${more}
});
`;
}

const NOVA = `kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0'`;

const RIGHT: Readonly<Record<string, string>> = {
  readme: README,
  milliseconds: scenarioOf(`${NOVA}, timeout: 5000`),
  duration: scenarioOf(`${NOVA}, timeout: '5s'`),
  'a patch': scenarioOf(`${NOVA}, request: { top_k: 5, thinking: { type: 'enabled' } }`),
  'a route': scenarioOf(
    `kind: 'route', by: 'hedge', after: '2s', parts: { a: { ${NOVA} }, b: { ${NOVA}, stream: false } }`,
  ),
  load: scenarioOf(
    NOVA,
    `scenarios: { all: { executor: 'constant-arrival-rate', rate: 2, duration: '1m', preAllocatedVUs: 4 } },`,
  ),
  'a judge': scenarioOf(NOVA, `judge: { target: { ${NOVA} }, criteria: ['correctness'] },`),
  'a map': scenarioOf(NOVA).replace(
    `'questions.jsonl'`,
    `{ file: 'q.jsonl', map: (row) => ({ ...row, question: row['q'] }) }`,
  ),
};

const WRONG: Readonly<Record<string, readonly [text: string, says: string]>> = {
  'a key of a target': [scenarioOf(`${NOVA}, timeuot: '5s'`), `'timeuot'`],
  'a kind': [scenarioOf(`kind: 'bedrock', model: 'm'`), `"bedrock"`],
  'a missing key': [scenarioOf(`kind: 'openai', url: 'http://m.example/v1'`), `'model'`],
  'another kind’s key': [scenarioOf(`${NOVA}, endpointName: 'e'`), `'endpointName'`],
  'an undefined option': [scenarioOf(`${NOVA}, price: undefined`), `'undefined'`],
  'a key of a part': [
    scenarioOf(`kind: 'route', by: 'cache', parts: { a: { ${NOVA}, strem: true } }`),
    `'strem'`,
  ],
  'a key of the scenario': [scenarioOf(NOVA, `treshholds: {},`), `'treshholds'`],
  'an executor': [
    scenarioOf(NOVA, `scenarios: { all: { executor: 'constant-rate', rate: 2 } },`),
    `"constant-rate"`,
  ],
  'a fault': [scenarioOf(NOVA, `emulator: { faults: [{ kind: 'throtle' }] },`), `"throtle"`],
};

let folder: string;
/** What the compiler says of each file, by name. */
let complaints: ReadonlyMap<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-types-'));
  const texts = {
    ...RIGHT,
    ...Object.fromEntries(Object.entries(WRONG).map(([k, [t]]) => [k, t])),
  };
  const names = Object.keys(texts);
  Object.values(texts).forEach((text, index) => writeFileSync(join(folder, `${index}.ts`), text));
  const settings = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      paths: { proofload: [join(ROOT, 'src/index.ts')] },
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(tsc, ['--noEmit', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const said = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [, index] = /^(\d+)\.ts\(/.exec(line) ?? [];
    const name = index === undefined ? [...said.keys()].at(-1) : names[Number(index)];
    if (line !== '') said.set(name ?? line, `${said.get(name ?? line) ?? ''}${line}\n`);
  }
  complaints = said;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the types of a scenario', () => {
  it.each(Object.keys(RIGHT))('accept what the schema accepts: %s', (name) => {
    expect(complaints.get(name)).toBeUndefined();
  });

  it.each(Object.entries(WRONG).map(([name, [, says]]) => [name, says] as const))(
    'reject, by name, %s: %s',
    (name, says) => {
      expect(complaints.get(name)).toContain(says);
    },
  );

  it('give no other errors', () => {
    expect([...complaints.keys()].toSorted()).toEqual(Object.keys(WRONG).toSorted());
  });
});
