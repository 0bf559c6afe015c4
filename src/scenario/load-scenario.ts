import { readFile } from 'node:fs/promises';
import { extname, join, resolve as resolvePath } from 'node:path';
import type { z } from 'zod';
import { isObject } from '../json/json-object.ts';
import { nearestFile } from '../problem/nearest-file.ts';
import { Problem, type Place } from '../problem/problem.ts';
import { learnFromText, learnFromTree } from '../secrets/learn-secrets.ts';
import { importDefault } from './import-module.ts';
import { resolveScenario } from './resolve.ts';
import { scenarioSchema } from './scenario-schema.ts';
import type { Scenario } from './scenario.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

/** Settings that override a scenario's, from the command line or runScenario. */
export interface ScenarioOverrides {
  readonly endpoint?: string;
  readonly seed?: number;
  /** Absolute path of a PEM file with further certificate authorities. */
  readonly ca?: string;
}

/**
 * Reads a scenario file: TypeScript or JavaScript with a default export, YAML, or JSON.
 *
 * Throws a Problem for a missing file, a syntax error, an unknown key or an invalid value, with
 * line and column for YAML and JSON.
 */
export async function loadScenario(
  path: string,
  overrides: ScenarioOverrides = {},
): Promise<Scenario> {
  const file = resolvePath(path);
  if (overrides.endpoint !== undefined) learnFromText(overrides.endpoint);
  const { value, locate } = await readSource(file);
  return parseScenario(value, { file, overrides, locate });
}

/**
 * Resolves a scenario given as a value. `folder` is the base of its relative paths. Its `file` does
 * not exist; errors use it as a name. Throws a Problem.
 */
export function scenarioOf(
  value: unknown,
  folder: string,
  overrides: ScenarioOverrides = {},
): Scenario {
  const file = join(resolvePath(folder), 'scenario');
  if (overrides.endpoint !== undefined) learnFromText(overrides.endpoint);
  return { ...parseScenario(value, { file, overrides, locate: () => ({ file }) }), inMemory: true };
}

function parseScenario(
  value: unknown,
  {
    file,
    overrides,
    locate,
  }: {
    readonly file: string;
    readonly overrides: ScenarioOverrides;
    readonly locate: YamlText['locate'];
  },
): Scenario {
  // Secrets are learned before validation, because its errors may quote them.
  learnFromTree(value);
  if (!isObject(value)) {
    throw new Problem('The file does not hold a scenario.', {
      place: { file },
      remedy: 'A TypeScript scenario has `export default defineScenario({ … })`.',
    });
  }
  const parsed = scenarioSchema.safeParse({ ...value, ...overrides });
  if (!parsed.success) throw explain(parsed.error, locate);
  return resolveScenario(parsed.data, file);
}

/**
 * Returns the position of a key path in a scenario file; only the file for TypeScript and
 * JavaScript.
 */
export async function placeIn(file: string, path: readonly PropertyKey[]): Promise<Place> {
  const isText = ['.yaml', '.yml', '.json'].includes(extname(file).toLowerCase());
  return isText ? readYaml(file, await readFile(file, 'utf8')).locate(path) : { file };
}

async function readSource(file: string): Promise<YamlText> {
  const text = await readFile(file, 'utf8').catch(async (error: unknown) => {
    const near = await nearestFile(file);
    throw new Problem(`There is no scenario ${file}.`, {
      ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
      cause: error,
    });
  });
  learnFromText(text);
  const kind = extname(file).toLowerCase();
  if (['.ts', '.mts', '.js', '.mjs'].includes(kind)) return importModule(file);
  if (['.yaml', '.yml', '.json'].includes(kind)) return withoutExtensions(readYaml(file, text));
  throw new Problem(`${file} is not a scenario: its name ends in "${kind}".`, {
    remedy: 'Scenarios end in .ts, .js, .yaml, .yml or .json.',
  });
}

/** Removes keys that begin with `x-`: they hold parts to merge elsewhere. */
function withoutExtensions({ value, locate }: YamlText): YamlText {
  if (!isObject(value)) return { value, locate };
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('x-'));
  return { value: Object.fromEntries(kept), locate };
}

async function importModule(file: string): Promise<YamlText> {
  try {
    return { value: await importDefault(file), locate: () => ({ file }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`The scenario could not be loaded: ${reason}`, {
      place: { file },
      cause: error,
    });
  }
}

/** Combines all issues into one Problem, at the position of the first. */
function explain(error: z.ZodError, locate: YamlText['locate']): Problem {
  const issues = error.issues.map(deepest);
  const sentences = issues.map(({ message, path }) => {
    const name = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
    return `${name}${message}`;
  });
  const [first] = issues;
  const unknown = first?.code === 'unrecognized_keys' ? first.keys.slice(0, 1) : [];
  return new Problem(sentences.join('\n'), { place: locate([...(first?.path ?? []), ...unknown]) });
}

/**
 * Returns the most useful issue of a union: that of the branch which matched furthest, or an
 * unknown key's.
 */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  const [keyed] = issue.code === 'invalid_key' ? issue.issues : [];
  if (keyed !== undefined) return { ...keyed, path: issue.path };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const branches = issue.errors
    .map((errors) => errors.map(deepest))
    .toSorted((a, b) => weight(b) - weight(a));
  const best = branches[0]?.[0];
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

function weight(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => {
      if (issue.code === 'invalid_type' && issue.path.length === 0) return 0;
      return issue.path.length + (issue.code === 'custom' ? 2 : 1);
    }),
  );
}
