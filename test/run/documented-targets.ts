import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Targets } from './ways-to-answer.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DATASET = 'datasets/customer-support.jsonl';

interface Example {
  readonly endpoint?: string;
  readonly target?: object;
  readonly targets?: Targets;
}

/** All examples of targets on a page that are run by this endpoint: the named by their names, the others by a number. */
export async function documentedTargets(
  page: string,
  endpoint: string | undefined,
): Promise<Targets> {
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

function isModule(spec: object): boolean {
  return 'kind' in spec && spec.kind === 'module';
}

/** A folder with a scenario of three requests of each target, all at once. */
export async function targetsFolder(targets: Targets, more: object = {}): Promise<string> {
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
    emulator: { knowledgeBases: { KB12345678: { dataset: DATASET } } },
    ...more,
  };
  await writeFile(join(folder, 'scenario.json'), JSON.stringify(scenario));
  return folder;
}
