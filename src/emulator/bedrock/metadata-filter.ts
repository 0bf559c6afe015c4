import { z } from 'zod';
import type { Passage } from '../prompt/knowledge-base.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const attribute = z.strictObject({ key: z.string(), value });
const number = z.strictObject({ key: z.string(), value: z.number() });
const text = z.strictObject({ key: z.string(), value: z.string() });
const list = z.strictObject({ key: z.string(), value: z.array(value) });

type Attribute = z.output<typeof attribute>;

/** A filter on passages' metadata: Bedrock's RetrievalFilter, with exactly one operator. */
type MetadataFilter =
  | { equals: Attribute }
  | { notEquals: Attribute }
  | { greaterThan: z.output<typeof number> }
  | { greaterThanOrEquals: z.output<typeof number> }
  | { lessThan: z.output<typeof number> }
  | { lessThanOrEquals: z.output<typeof number> }
  | { in: z.output<typeof list> }
  | { notIn: z.output<typeof list> }
  | { startsWith: z.output<typeof text> }
  | { stringContains: z.output<typeof text> }
  | { listContains: z.output<typeof text> }
  | { andAll: MetadataFilter[] }
  | { orAll: MetadataFilter[] };

/** Refuses an unknown operator: a filter that is ignored shows one tenant another's passages. */
export const metadataFilter: z.ZodType<MetadataFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: attribute }),
    z.strictObject({ notEquals: attribute }),
    z.strictObject({ greaterThan: number }),
    z.strictObject({ greaterThanOrEquals: number }),
    z.strictObject({ lessThan: number }),
    z.strictObject({ lessThanOrEquals: number }),
    z.strictObject({ in: list }),
    z.strictObject({ notIn: list }),
    z.strictObject({ startsWith: text }),
    z.strictObject({ stringContains: text }),
    z.strictObject({ listContains: text }),
    z.strictObject({ andAll: z.array(metadataFilter).min(2).max(5) }),
    z.strictObject({ orAll: z.array(metadataFilter).min(2).max(5) }),
  ]),
);

/** Returns whether a passage's metadata passes a filter. */
export function passes(filter: MetadataFilter, metadata: Passage['metadata']): boolean {
  if ('andAll' in filter) return filter.andAll.every((each) => passes(each, metadata));
  if ('orAll' in filter) return filter.orAll.some((each) => passes(each, metadata));
  if ('equals' in filter) return sameAs(filter.equals, metadata);
  if ('notEquals' in filter) return !sameAs(filter.notEquals, metadata);
  if ('in' in filter) return isIn(filter.in, metadata);
  if ('notIn' in filter) return !isIn(filter.notIn, metadata);
  if ('startsWith' in filter) {
    return stringOf(filter.startsWith, metadata)?.startsWith(filter.startsWith.value) === true;
  }
  if ('stringContains' in filter) {
    return (
      stringOf(filter.stringContains, metadata)?.includes(filter.stringContains.value) === true
    );
  }
  if ('listContains' in filter) {
    const found = metadata[filter.listContains.key];
    return Array.isArray(found) && found.includes(filter.listContains.value);
  }
  return compares(filter, metadata);
}

function sameAs({ key, value: wanted }: Attribute, metadata: Passage['metadata']): boolean {
  return JSON.stringify(metadata[key]) === JSON.stringify(wanted);
}

function isIn(
  { key, value: values }: z.output<typeof list>,
  metadata: Passage['metadata'],
): boolean {
  return values.some((wanted) => sameAs({ key, value: wanted }, metadata));
}

function stringOf({ key }: { key: string }, metadata: Passage['metadata']): string | undefined {
  const found = metadata[key];
  return typeof found === 'string' ? found : undefined;
}

type Comparison = Extract<
  MetadataFilter,
  | { greaterThan: unknown }
  | { greaterThanOrEquals: unknown }
  | { lessThan: unknown }
  | { lessThanOrEquals: unknown }
>;

function compares(filter: Comparison, metadata: Passage['metadata']): boolean {
  const [operator, { key, value: bound }] = comparisonOf(filter);
  const found = metadata[key];
  return typeof found === 'number' && operator(found, bound);
}

function comparisonOf(
  filter: Comparison,
): [(found: number, bound: number) => boolean, z.output<typeof number>] {
  if ('greaterThan' in filter) return [(found, bound) => found > bound, filter.greaterThan];
  if ('greaterThanOrEquals' in filter) {
    return [(found, bound) => found >= bound, filter.greaterThanOrEquals];
  }
  if ('lessThan' in filter) return [(found, bound) => found < bound, filter.lessThan];
  return [(found, bound) => found <= bound, filter.lessThanOrEquals];
}
