import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOORS } from './house/floors.ts';

/** The most files that lie flat in one folder. */
const FULLEST = 21;

/**
 * The inner rooms that other floors may import from, each with the files they may take, or all of them.
 * A room that is not listed is for its own floor only.
 */
const DOORS: Readonly<Record<string, readonly string[] | 'all'>> = {
  'dataset/files': ['file-source', 'local-files'],
  'dataset/liquid': ['liquid'],
  'dataset/query': ['query', 'output-schema'],
  'dataset/rows': ['numeral'],
  'emulator/calibration': ['calibration-server'],
  'metrics/aggregates': 'all',
  'metrics/catalogue': 'all',
  'metrics/diagnostics': 'all',
  'plan/demand': 'all',
  'plan/fit': ['fit', 'observation'],
  'report/compat': ['tool-view', 'tool-views'],
  'report/formats': 'all',
  'report/html': ['html'],
  'report/notes': ['cost-notes', 'judge-notes', 'undecided'],
  'report/result': 'all',
  'report/result-file': ['result-file'],
  'report/summary': ['plan-targets', 'worst-answers', 'failure-tally', 'slowest'],
  'report/text': 'all',
  'run/endpoint': ['endpoint'],
  'run/load': ['run-progress', 'worker-count'],
  'run/result': 'all',
  'run/state': ['dataset-file-source', 'threshold-check'],
  'run/workers': ['shard-worker'],
  'runner/calibration': 'all',
  'runner/request': ['stop-controller', 'process-health', 'arrival-record', 'arrival-cost'],
  'scenario/dataset': ['dataset-schema'],
  'scenario/emulator': 'all',
  'scenario/judge': ['judge-schema', 'criterion-schema'],
  'scenario/load': ['load'],
  'scenario/model': ['model-table', 'refused-options', 'output-limit'],
  'scenario/schema': 'all',
  'scenario/target': 'all',
  'serving/base': ['throttle', 'serving'],
  'serving/engine': ['engine', 'prefix-cache'],
  'serving/profiles': ['profile', 'model-id', 'profiles', 'profile-schema'],
  'serving/throttling': ['model-quota', 'quota-tokens', 'burndown', 'quota'],
  'target/account': 'all',
  'target/aws-sdk': ['sdk-error'],
  'target/contract': 'all',
  'target/decode': ['token-estimate', 'begun'],
  'target/delta': ['convention'],
  'target/json': 'all',
  'target/module': ['target-module'],
  'target/network': ['clock-skew', 'loopback', 'network', 'trust'],
  'target/retry': ['with-retries'],
  'target/s3': ['s3-files'],
};

/**
 * Words that were private metaphors or said something else in the field (docs/glossary.md has what took
 * their places): no file and no export bears one again.
 */
const REMOVED =
  /^(purse|leash|interlocutor|desk|crew|nursery|drill|rehearsal|thoughts?|saying|errand|visit|stencil|glimpse|reception|head-?note|gatekeeper|neighbou?rs?|neighbou?rhood|shelf|chronicle|pulse|agenda|waiting-?room|stride|lens|lenses|ink|paragraph|contender|inquiry|metronome|tune|speech|stand-?ins?|conduct|steadiness|occupancy|premises|surroundings|whereabouts|symptom|diagnosis|busiest-?stretch|thrift-?lever|remarks?)$/i;

const GLOBALS = new Set([
  'Record',
  'Request',
  'Response',
  'Error',
  'Event',
  'Map',
  'Set',
  'Promise',
  'Cache',
  'Lock',
  'Worker',
  'File',
  'Headers',
  'URL',
]);

const ROOT = resolve(import.meta.dirname, '../src');

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));

function floor(file: string): number {
  return FLOORS.indexOf(file.split('/')[0] ?? '');
}

interface Import {
  readonly file: string;
  readonly target: string;
}

function importsOf(file: string): Import[] {
  const text = texts.get(file) ?? '';
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => ({
    file,
    target: relative(ROOT, resolve(ROOT, dirname(file), path)),
  }));
}

const imports = files.flatMap(importsOf);

/** The first circle that a walk along the arrows comes upon, as the way round; none is empty. */
function circle(arrows: readonly Import[]): readonly string[] {
  const next = new Map<string, Set<string>>();
  for (const { file, target } of arrows) {
    if (file !== target) next.set(file, (next.get(file) ?? new Set<string>()).add(target));
  }
  const done = new Set<string>();
  const walk = (at: string, way: readonly string[]): readonly string[] => {
    const met = way.indexOf(at);
    if (met !== -1) return [...way.slice(met), at];
    if (done.has(at)) return [];
    done.add(at);
    for (const target of next.get(at) ?? []) {
      const found = walk(target, [...way, at]);
      if (found.length > 0) return found;
    }
    return [];
  };
  return [...next.keys()].map((at) => walk(at, [])).find((found) => found.length > 0) ?? [];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

interface Exported {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
}

const exported: Exported[] = files.flatMap((file) =>
  [
    ...(texts.get(file) ?? '').matchAll(
      /^export (?:async )?(function|const|class|interface|type) ([A-Za-z0-9_]+)/gm,
    ),
  ].map(([, kind = '', name = '']) => ({ file, kind, name })),
);

/** Whether another file of src/, test/, bench/ or scenarios/ imports it. */
function isImported({ file, name }: Exported): boolean {
  const word = new RegExp(`(?:import|export)(?: type)? \\{[^}]*\\b${name}\\b[^}]*\\} from`);
  const own = texts.get(file);
  return everywhere.some((text) => text !== own && word.test(text));
}

const everywhere = ['../src', '../test', '../bench', '../scenarios'].flatMap((folder) => {
  const root = resolve(import.meta.dirname, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'));
});

describe('the folders of src/', () => {
  it('are the floors of the plan and no others', () => {
    const strangers = files.filter((file) => file.includes('/') && floor(file) === -1);
    expect(strangers).toEqual([]);
  });

  it('import nothing from a floor above', () => {
    const upward = imports
      .filter(({ file }) => file.includes('/'))
      .filter(({ file, target }) => floor(target) < floor(file))
      .map(({ file, target }) => `${file} -> ${target}`);
    expect(upward).toEqual([]);
  });

  it('have no circle of rooms that import one another, inner rooms included', () => {
    const rooms = imports
      .filter(({ file, target }) => file.includes('/') && target.includes('/'))
      .map(({ file, target }) => ({ file: dirname(file), target: dirname(target) }));
    expect(circle(rooms)).toEqual([]);
  });

  it('import an inner room of another floor by its doors only', () => {
    const trespasses = imports.filter(({ file, target }) => {
      const room = dirname(target);
      if (floor(file) === floor(target) || !file.includes('/') || !room.includes('/')) return false;
      const doors = DOORS[room] ?? [];
      return doors !== 'all' && !doors.includes(target.slice(room.length + 1).split('.')[0] ?? '');
    });
    expect(trespasses.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it(`hold no more than ${FULLEST} files each`, () => {
    const sizes = groupBy(files, dirname);
    const full = [...sizes].filter(([, inside]) => inside.length > FULLEST);
    expect(full.map(([folder, inside]) => `${folder} ${inside.length}`)).toEqual([]);
  });
});

describe('the files of src/', () => {
  it('have no circle of imports', () => {
    expect(circle(imports)).toEqual([]);
  });

  it('are named for a thing and not for a role', () => {
    const roles = /(^|\/)(utils?|helpers?|types|constants|common|misc|manager)\.tsx?$/;
    expect(files.filter((file) => roles.test(file))).toEqual([]);
  });

  it('bear no word that was removed', () => {
    const bad = files.filter((file) => REMOVED.test(file.split('/').at(-1)?.split('.')[0] ?? ''));
    expect(bad).toEqual([]);
  });
});

describe('the exports of src/', () => {
  it('are each exported by one file', () => {
    const many = [...groupBy(exported, ({ name }) => name)].filter(
      ([, places]) => new Set(places.map(({ file }) => file)).size > 1,
    );
    expect(
      many.map(([name, places]) => `${name}: ${places.map(({ file }) => file).join()}`),
    ).toEqual([]);
  });

  it('shadow no global', () => {
    expect(exported.filter(({ name }) => GLOBALS.has(name))).toEqual([]);
  });

  it('bear no word that was removed', () => {
    expect(exported.filter(({ name }) => REMOVED.test(name))).toEqual([]);
  });

  it('are no type alias that nobody imports', () => {
    const aliases = exported.filter(
      (each) => each.kind === 'type' && each.file !== 'index.ts' && !isImported(each),
    );
    expect(aliases.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });
});
