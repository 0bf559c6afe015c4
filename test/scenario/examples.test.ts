import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { scenarioSchema } from '../../src/scenario/scenario-schema.ts';
import { routeBase } from '../../src/scenario/target/route-schema.ts';
import { serviceTargets } from '../../src/scenario/target/service-schema.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = ['README.md', 'docs/targets.md', 'docs/datasets.md'];

/** The blocks of one language on a page, each by the line it begins at. */
function blocks(language: string): [place: string, text: string][] {
  return PAGES.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      ({ 1: block = '', index }): [string, string] => [
        `${page}:${text.slice(0, index).split('\n').length}`,
        block,
      ],
    );
  });
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-examples-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const PLAIN = { target: { kind: 'bedrock-converse', model: 'm' }, dataset: 'questions.jsonl' };

describe('the examples in the documentation', () => {
  it.each(blocks('yaml'))('in YAML are valid parts of a scenario: %s', (_, text) => {
    const example = parse(text) as object;
    const { target, dataset } = PLAIN;
    const aim = 'targets' in example ? {} : { target };
    const read = scenarioSchema.safeParse({ dataset, ...aim, ...example });
    expect(read.error?.issues ?? []).toEqual([]);
  });

  it.each(blocks('ts'))('in TypeScript are valid parts of a scenario: %s', async (place, text) => {
    const file = join(folder, `${place.replaceAll(/\W/g, '-')}.ts`);
    // Some show one member of it.
    const whole = text.includes('export default')
      ? text
      : `export default { ...${JSON.stringify(PLAIN)},\n${text.trimEnd().replace(/,$/, '')} };`;
    writeFileSync(file, whole);
    await expect(loadScenario(file)).resolves.toMatchObject({ file });
  });

  it.each(['README.md', 'docs/targets.md'])('include every kind of target on %s', (page) => {
    const kinds = [
      ...serviceTargets.map((target) => (target.type === 'pipe' ? target.in : target).shape.kind),
      routeBase.shape.kind,
    ].map((kind) => kind.value);
    const shown = blocks('yaml')
      .filter(([place]) => place.startsWith(page))
      .map(([, text]) => text)
      .join('');
    expect(kinds).toContain('route');
    expect(kinds.filter((kind) => !shown.includes(`kind: ${kind}\n`))).toEqual([]);
  });
});
