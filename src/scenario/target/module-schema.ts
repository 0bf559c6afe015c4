import { z } from 'zod';
import { jsonObject, strictObject } from '../schema/fields.ts';
import { ownBase } from './base-schema.ts';

/** Schema of a target implemented by a user's module. */
export const moduleTarget = strictObject({
  ...ownBase,
  kind: z
    .literal('module')
    .describe('A target of the user’s own, made by the default export of a file.'),
  module: z
    .string()
    .regex(/\.[cm]?[jt]s$/, { error: 'module is a file that ends in .ts, .mts, .js or .mjs.' })
    .describe('File whose default export makes the target, relative to the scenario’s.'),
  options: jsonObject.default({}).describe('Any JSON object, handed to the module as it is.'),
});
