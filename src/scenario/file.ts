import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { LineCounter, type Document, isMap, isNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { learnFromText, learnFromTree } from './learn-secrets.ts';
import { nearestFile } from './nearest-file.ts';
import { Problem, type Place } from './problem.ts';
import { resolveScenario } from './resolve.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';

/** What the command line may say over the file. */
export interface ScenarioOverrides {
  readonly endpoint?: string;
  readonly seed?: number;
  /** An absolute path. */
  readonly ca?: string;
}

/**
 * Reads a scenario file: TypeScript or JavaScript with a default export, YAML, or JSON.
 *
 * Throws a Problem for a missing file, a syntax error, an unknown key or a wrong value, with line
 * and column where the file's language tells them.
 */
export async function loadScenario(
  path: string,
  overrides: ScenarioOverrides = {},
): Promise<Scenario> {
  const file = resolvePath(path);
  if (overrides.endpoint !== undefined) learnFromText(overrides.endpoint);
  const { value, locate } = await readSource(file);
  // Before it is checked: what is wrong with it may be told in its own words.
  learnFromTree(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('The file does not hold a scenario.', {
      place: { file },
      remedy: 'A TypeScript scenario has `export default defineScenario({ … })`.',
    });
  }
  const parsed = scenarioSchema.safeParse({ ...value, ...overrides });
  if (!parsed.success) throw explain(parsed.error, locate);
  return resolveScenario(parsed.data, file);
}

/** Where a scenario file has what a path of keys leads to; the file alone where its language does not tell. */
export async function placeIn(file: string, path: readonly PropertyKey[]): Promise<Place> {
  const isText = ['.yaml', '.yml', '.json'].includes(extname(file).toLowerCase());
  return isText ? parseText(file, await readFile(file, 'utf8')).locate(path) : { file };
}

interface Source {
  readonly value: unknown;
  readonly locate: (path: readonly PropertyKey[]) => Place;
}

async function readSource(file: string): Promise<Source> {
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
  if (['.yaml', '.yml', '.json'].includes(kind)) return parseText(file, text);
  throw new Problem(`${file} is not a scenario: its name ends in "${kind}".`, {
    remedy: 'Scenarios end in .ts, .js, .yaml, .yml or .json.',
  });
}

/** `import … from 'proofload'` in a scenario means this very program, wherever it is installed. */
async function importModule(file: string): Promise<Source> {
  const self = new URL(`../index${extname(import.meta.url)}`, import.meta.url);
  const jiti = createJiti(dirname(file), {
    alias: { proofload: fileURLToPath(self) },
    moduleCache: false,
    fsCache: false,
  });
  try {
    const value = await jiti.import(file, { default: true });
    return { value, locate: () => ({ file }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`The scenario could not be loaded: ${reason}`, {
      place: { file },
      cause: error,
    });
  }
}

/** JSON is YAML too, so both get positions from the same parser. */
function parseText(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new Problem(error.message.split('\n')[0]?.replace(/ at line .*/, '.') ?? 'Not YAML.', {
      place: { file, line, column: col },
      cause: error,
    });
  }
  return {
    value: document.toJS(),
    locate: (path) => {
      const offset = offsetOf(document, path);
      if (offset === undefined) return { file };
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    },
  };
}

/** The key's own offset; of a key that is missing, the offset of the nearest parent that is there. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key: name }) => isNode(name) && name.toJSON() === key);
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range !== null && node.range !== undefined) return node.range[0];
  }
  return undefined;
}

/** All issues in one Problem, the first one's place in front. */
function explain(error: z.ZodError, locate: Source['locate']): Problem {
  const issues = error.issues.map(deepest);
  const sentences = issues.map(({ message, path }) => {
    const name = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
    return `${name}${message}`;
  });
  const [first] = issues;
  const unknown = first?.code === 'unrecognized_keys' ? first.keys.slice(0, 1) : [];
  return new Problem(sentences.join('\n'), { place: locate([...(first?.path ?? []), ...unknown]) });
}

/** Of a union's branches the one that got furthest tells best what was meant; a key's own complaint, too. */
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
