import type { z } from 'zod';

/** Output type of a schema, deeply readonly. */
export type ReadonlyOutput<Schema extends z.ZodType> = ReadonlyDeep<z.output<Schema>>;

/** Input type of a schema, deeply readonly, so that constants are accepted. */
export type ReadonlyInput<Schema extends z.ZodType> = ReadonlyDeep<z.input<Schema>>;

type ReadonlyDeep<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;
