import { z } from 'zod';
import { jsonObject, strictObject } from '../schema/fields.ts';
import { ownBase } from './base-schema.ts';

/** Schema of a target implemented by a user's module. */
export const moduleTarget = strictObject({
  ...ownBase,
  kind: z.literal('module').describe('A custom target, created by the default export of a file.'),
  module: z
    .string()
    .regex(/\.[cm]?[jt]s$/, { error: 'module is a file that ends in .ts, .mts, .js or .mjs.' })
    .describe('File whose default export creates the target, relative to the scenario’s.'),
  options: jsonObject.default({}).describe('Any JSON object, passed to the module unchanged.'),
});
