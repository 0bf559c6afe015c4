import type { z } from 'zod';

/** ReadonlyOutput is what a schema reads, readonly all the way down. */
export type ReadonlyOutput<Schema extends z.ZodType> = ReadonlyDeep<z.output<Schema>>;

/** ReadonlyInput is what an author writes, who may write constants. */
export type ReadonlyInput<Schema extends z.ZodType> = ReadonlyDeep<z.input<Schema>>;

type ReadonlyDeep<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;
