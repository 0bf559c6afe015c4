/** JSON Schema, limited to the keywords that a scenario's uses. */
interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

/** JSON Schema of a whole scenario, with its definitions. */
export interface RootSchema extends Schema {
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Path of the scenario itself, omitted from the paths of its members. */
const ROOT = 'scenario';

const INTRODUCTION = `# Every setting of a scenario

This page is generated from the schema of scenarios: \`npm run docs:scenario\` writes it, and
\`proofload schema --markdown\` prints it. The purpose of the settings is described in [targets](targets.md),
[datasets](datasets.md), [capacity](capacity.md), [cost](cost.md), [quality](quality.md) and the [emulator](emulator.md).

A duration is a number of milliseconds, or text with units as k6 writes it: \`500ms\`, \`30s\`, \`1m30s\`, \`2h\`, \`1d\`.
`;

/** Returns the reference page of all settings, in Markdown, from the JSON Schema of a scenario. */
export function referencePage(root: RootSchema): string {
  const parts: string[] = [INTRODUCTION];
  /** Titles of sections, by the objects that they describe (as JSON). */
  const titles = new Map<string, string>();
  const waiting: (() => void)[] = [];

  const resolve = (schema: Schema): Schema => {
    const { $ref } = schema.allOf?.[0] ?? schema;
    return root.definitions?.[$ref?.split('/').at(-1) ?? ''] ?? schema;
  };

  /**
   * Returns the title of the section on a schema's objects, and queues a new section for writing.
   */
  function sectionOf(schema: Schema, path: string, kind: string): string | undefined {
    const objects = objectsIn(schema, resolve);
    if (objects.length === 0) return undefined;
    const key = JSON.stringify(objects);
    const known = titles.get(key);
    if (known !== undefined) return known;
    const title = [...titles.values()].includes(path) ? `${path} of ${kind}` : path;
    titles.set(key, title);
    waiting.push(() => writeSection(title, path, objects));
    return title;
  }

  function writeSection(title: string, path: string, objects: readonly Schema[]): void {
    parts.push(`## \`${title}\`\n`);
    const variants = variantsOf(objects);
    const shared = sharedBy(variants);
    if (shared.size > 0)
      parts.push('Settings of several kinds:\n', list([...shared.values()], path));
    for (const { tags, lines } of variants) {
      const words = tags.map(({ name, schema }) => `${name}: ${valuesOf(schema).join(' or ')}`);
      const about = tags.map(({ schema }) => schema.description ?? '').join(' ');
      if (tags.length > 0) parts.push(`### \`${words.join(', ')}\`\n\n${about}\n`);
      const own = lines.filter((line) => !shared.has(keyOf(line)));
      if (own.length > 0) parts.push(list(own, path, words.join(', ')));
    }
  }

  function list(lines: readonly Line[], path: string, kind = ''): string {
    const items = lines.map(({ name, schema, required, kinds = [] }) => {
      const member = resolve(schema);
      const section = sectionOf(member, path === ROOT ? name : `${path}.${name}`, kind);
      return [
        `- \`${name}\` (${typeOf(member)}${required ? ', required' : ''}):`,
        schema.description ?? '',
        ...(kinds.length === 0 ? [] : [`Of ${kinds.map((each) => `\`${each}\``).join(', ')}.`]),
        ...(section === undefined ? [] : [`See [\`${section}\`](#${anchorOf(section)}).`]),
      ].join(' ');
    });
    return `${items.join('\n')}\n`;
  }

  sectionOf(root, ROOT, '');
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
  return parts.join('\n');
}

/** One setting of an object. `kinds` are the kinds of objects with it, if several have it. */
interface Line {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly kinds?: readonly string[];
}

function linesOf({ properties = {}, required = [] }: Schema): Line[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  }));
}

function keyOf(line: Line): string {
  return JSON.stringify([line.name, line.schema, line.required]);
}

/** One object of a union, identified by its tags (members with a constant value). */
interface Variant {
  readonly tags: readonly Line[];
  readonly lines: readonly Line[];
}

function variantsOf(objects: readonly Schema[]): readonly Variant[] {
  const all = objects.map(linesOf);
  const fixed = all.flat().filter(({ schema }) => schema.const !== undefined);
  const names = new Set(objects.length === 1 ? [] : fixed.map(({ name }) => name));
  return all.map((lines) => {
    const tags = lines.filter(({ name, required }) => required && names.has(name));
    return { tags, lines: lines.filter((line) => !tags.includes(line)) };
  });
}

/** Returns the settings that at least three variants have in common. */
function sharedBy(variants: readonly Variant[]): ReadonlyMap<string, Line> {
  const found = new Map<string, { readonly line: Line; readonly owners: Variant[] }>();
  for (const variant of variants) {
    for (const line of variant.lines) {
      const entry = found.get(keyOf(line)) ?? { line, owners: [] };
      entry.owners.push(variant);
      found.set(keyOf(line), entry);
    }
  }
  const kindsOf = (owners: readonly Variant[]): readonly string[] =>
    owners.length === variants.length
      ? []
      : [...new Set(owners.map(({ tags }) => tags.slice(0, 1).flatMap(kindOf).join()))];
  return new Map(
    [...found]
      .filter(([, { owners }]) => owners.length >= 3)
      .map(([key, { line, owners }]) => [key, { ...line, kinds: kindsOf(owners) }]),
  );
}

function kindOf({ schema }: Line): string {
  return valuesOf(schema).join(' or ');
}

/**
 * Returns the objects that a value of this schema may be or contain: the object itself, members of
 * a map or list, and branches of a union.
 */
function objectsIn(
  schema: Schema,
  resolve: (schema: Schema) => Schema,
  above: readonly Schema[] = [],
): readonly Schema[] {
  const whole = resolve(schema);
  if (above.includes(whole)) return [];
  if (whole.properties !== undefined) return [whole];
  const members = [
    ...(whole.anyOf ?? whole.oneOf ?? []),
    ...(typeof whole.additionalProperties === 'object' ? [whole.additionalProperties] : []),
    ...(whole.items === undefined ? [] : [whole.items]),
  ];
  const objects = members.flatMap((member) => objectsIn(member, resolve, [...above, whole]));
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
}

function valuesOf(schema: Schema): readonly string[] {
  return (schema.enum ?? [schema.const]).map(String);
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'map',
  array: 'list',
};

function typeOf(schema: Schema): string {
  if (schema.description?.includes('Milliseconds, or a duration') === true) return 'duration';
  if (schema.enum !== undefined || schema.const !== undefined) {
    return valuesOf(schema)
      .map((value) => `\`${value}\``)
      .join(' or ');
  }
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways !== undefined) return [...new Set(ways.map(typeOf))].join(' or ');
  if (schema.type === 'array')
    return `list of ${schema.items === undefined ? 'any' : typeOf(schema.items)}`;
  if (schema.properties !== undefined) return 'object';
  if (typeof schema.type === 'string') return WORDS[schema.type] ?? schema.type;
  return schema.type === undefined
    ? 'any'
    : schema.type.map((type) => WORDS[type] ?? type).join(' or ');
}

/** Returns the anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
