import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  type Scalar,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Place, Problem } from '../problem/problem.ts';

/** Value of a YAML file, and the positions of its parts. */
export interface YamlText {
  readonly value: unknown;
  /** Returns the position of a key path; for a missing key, that of the nearest existing parent. */
  readonly locate: (path: readonly PropertyKey[]) => Place;
}

/**
 * Parses YAML 1.2 with merge keys (`<<: *base`). JSON is parsed as YAML, so that both have
 * positions.
 *
 * Throws a Problem with the line for invalid YAML, and for aliases that are undefined, circular or
 * expand to too many values.
 */
export function readYaml(file: string, text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'error' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    throw new Problem(sentenceOf(fault, text), { place: placeAt(fault.pos[0]), cause: fault });
  }
  checkAliases(document, placeAt);
  return {
    // checkAliases limits the values that aliases expand to, so their number need not be limited.
    value: document.toJS({ maxAliasCount: -1 }),
    locate: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? { file } : placeAt(offset);
    },
  };
}

function sentenceOf({ code, message, pos }: YAMLError, text: string): string {
  const bare = message.split('\n')[0]?.replace(/ at line .*/, '') ?? 'This is not YAML';
  if (code === 'DUPLICATE_KEY') {
    const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,{}]+)/.exec(text.slice(pos[0]))?.[0] ?? '';
    return `The key ${key.replace(/^(['"]?)(.*)\1$/, '"$2"')} occurs twice. Keep one of them.`;
  }
  if (code === 'TAB_AS_INDENT') {
    return 'A tab indents this line, which YAML does not allow. Use spaces.';
  }
  if (code === 'MULTIPLE_DOCS') {
    return 'A second document begins here; a scenario is one. Move it to a file of its own.';
  }
  const [, tag] = /^Unresolved tag: (.*)$/.exec(bare) ?? [];
  if (tag !== undefined) return `The tag ${tag} is unknown. Remove it, or quote the text.`;
  return `${bare}.`;
}

/**
 * Maximum number of values after alias expansion, far above any scenario. Nine nested lists of nine
 * aliases expand to 400 million.
 */
const MOST_VALUES = 100_000;

function checkAliases(document: Document.Parsed, placeAt: (offset: number) => Place): void {
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();
  let largest: Alias | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (largest === undefined || sizeOf(alias) > sizeOf(largest)) largest = alias;
    },
    Pair: (_, { key, value }) => {
      if (!isMergeKey(key) || isMergeable(value)) return;
      throw new Problem('The value of << is not a map.', {
        place: placeAt(key.range?.[0] ?? 0),
        remedy: 'Give it an alias of a map, or a list of them: <<: *base.',
      });
    },
  });
  if (largest === undefined || sizeOf(document.contents) <= MOST_VALUES) return;
  throw new Problem(
    `The aliases of this file expand to more than ${MOST_VALUES} values, most of them *${largest.source}.`,
    { place: placeAt(startOf(largest)), remedy: 'Write the values out.' },
  );

  function isMergeable(value: unknown): boolean {
    if (isSeq(value)) return value.items.every(isMergeable);
    return isMap(isAlias(value) ? targetOf(value) : value);
  }

  /** Returns the number of values that a node expands to. */
  function sizeOf(node: unknown): number {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    if (isAlias(node)) return sizeOf(targetOf(node));
    if (!isCollection(node)) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    open.add(node);
    const size = node.items.reduce((sum: number, item) => sum + sizeOf(item), 1);
    open.delete(node);
    sizes.set(node, size);
    return size;
  }

  function targetOf(alias: Alias): unknown {
    const target = alias.resolve(document);
    const place = placeAt(startOf(alias));
    if (target === undefined) {
      throw new Problem(`The alias *${alias.source} has no anchor &${alias.source} before it.`, {
        place,
        remedy: `Write &${alias.source} before the value’s first use.`,
      });
    }
    if (open.has(target)) {
      throw new Problem(`The alias *${alias.source} is inside the value that it refers to.`, {
        place,
        remedy: 'Remove the alias.',
      });
    }
    return target;
  }
}

function isMergeKey(key: unknown): key is Scalar {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

function startOf(node: Alias): number {
  return node.range?.[0] ?? 0;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    const found = stepInto(document, node, key);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.value;
  }
  return offset;
}

interface Step {
  readonly offset: number | undefined;
  readonly value: unknown;
}

/** Finds the value of a key in a node, through aliases and merge keys. */
function stepInto(document: Document.Parsed, at: unknown, key: PropertyKey): Step | undefined {
  const node = isAlias(at) ? at.resolve(document) : at;
  if (isSeq<ParsedNode>(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? undefined : { value, offset: value.range[0] };
  }
  if (!isMap(node)) return undefined;
  for (const { key: name, value } of node.items) {
    if (isNode(name) && name.toJSON() === key) return { value, offset: name.range?.[0] };
  }
  for (const { key: name, value } of node.items) {
    if (!isMergeKey(name)) continue;
    const sources: readonly unknown[] = isSeq(value) ? value.items : [value];
    for (const source of sources) {
      const found = stepInto(document, source, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
