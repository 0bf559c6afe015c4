import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';
import { numberOf, readJson } from './numeral.ts';

/** Parsers of Parquet's time types and JSON that keep the written value. */
export const parsers = {
  timestampFromMilliseconds: (millis: bigint): string => timeOf(millis, 1000n),
  timestampFromMicroseconds: (micros: bigint): string => timeOf(micros, 1_000_000n),
  timestampFromNanoseconds: (nanos: bigint): string => timeOf(nanos, 1_000_000_000n),
  dateFromDays: (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10),
  jsonFromBytes: (bytes: Uint8Array | undefined): unknown =>
    bytes === undefined ? undefined : readJson(Buffer.from(bytes).toString('utf8')),
};

/** Formats a time as ISO 8601 in milliseconds, with further digits where there are any. */
function timeOf(count: bigint, perSecond: bigint): string {
  const rest = ((count % perSecond) + perSecond) % perSecond;
  const digits = String(rest).padStart(String(perSecond).length - 1, '0');
  const start = new Date(Number((count - rest) / perSecond) * 1000).toISOString().slice(0, -4);
  const beyond = digits.slice(3).replace(/0+$/, '');
  return `${start}${digits.slice(0, 3)}${beyond}Z`;
}

/** Converts a row of hyparquet into values that print as they were written. */
type ParquetValues = (row: object) => Record<string, unknown>;

/**
 * Creates the converter of a file. Removes the decimal types from `metadata`, which it changes,
 * because hyparquet would return inexact numbers; decodes decimals itself.
 */
export function createParquetValues(metadata: FileMetaData): ParquetValues {
  const scales = new Map<SchemaElement, number>();
  for (const element of metadata.schema) {
    if (element.converted_type !== 'DECIMAL' && element.logical_type?.type !== 'DECIMAL') continue;
    scales.set(element, element.scale ?? 0);
    delete element.converted_type;
    delete element.logical_type;
  }
  const schema = parquetSchema(metadata);
  return (row) => membersOf(schema.children, row);

  function membersOf(children: readonly SchemaTree[], members: object): Record<string, unknown> {
    const known = new Map(children.map((child) => [child.element.name, child]));
    return Object.fromEntries(
      Object.entries(members).map(([name, value]: [string, unknown]) => [
        name,
        read(known.get(name), value),
      ]),
    );
  }

  function read(node: SchemaTree | undefined, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) {
      const item = node === undefined ? undefined : itemOf(node);
      return value.map((each: unknown) => read(item, each));
    }
    if (isObject(value)) {
      const values = node === undefined ? undefined : valuesOf(node);
      if (values === undefined) return membersOf(node?.children ?? [], value);
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, read(values, each)]),
      );
    }
    return leaf(node?.element, value);
  }

  function leaf(element: SchemaElement | undefined, value: unknown): unknown {
    const scale = element === undefined ? undefined : scales.get(element);
    if (scale !== undefined) return numberOf(decimal(unscaled(value), scale));
    if (typeof value === 'bigint') return numberOf(String(value));
    if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
    if (typeof value === 'number' && element?.type === 'FLOAT') return shortest(value);
    return value;
  }
}

/** Returns the schema of a list's items, two levels down; of a repeated field its own. */
function itemOf(node: SchemaTree): SchemaTree | undefined {
  if (node.element.repetition_type === 'REPEATED') return node;
  const [repeated] = node.children;
  if (repeated === undefined) return node;
  return repeated.children.length === 1 ? repeated.children[0] : repeated;
}

/** Returns the schema of a map's values; undefined for any other type. */
function valuesOf({ element, children }: SchemaTree): SchemaTree | undefined {
  if (element.converted_type !== 'MAP' && element.converted_type !== 'MAP_KEY_VALUE')
    return undefined;
  return children[0]?.children[1];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/** Returns the unscaled integer of a decimal; bytes are big-endian two's complement. */
function unscaled(value: unknown): bigint {
  if (value instanceof Uint8Array) {
    if (value.length === 0) return 0n;
    return BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`));
  }
  if (typeof value === 'bigint' || typeof value === 'number') return BigInt(value);
  throw new Error('a decimal is stored as something other than whole numbers or bytes');
}

/** Formats a decimal: `110` of scale 2 is `1.10`. */
function decimal(integer: bigint, scale: number): string {
  const sign = integer < 0n ? '-' : '';
  const digits = String(integer < 0n ? -integer : integer);
  if (scale <= 0) return `${sign}${digits}${integer === 0n ? '' : '0'.repeat(-scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** Returns the shortest number with the same 32-bit value: 1.1 in place of 1.100000023841858. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
