import type { z } from 'zod';

/** ReadonlyOutput is what a schema reads, readonly all the way down. */
export type ReadonlyOutput<Schema extends z.ZodType> = ReadonlyDeep<z.output<Schema>>;

type ReadonlyDeep<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;
