import { z } from 'zod';

/** What a target of the user's own has beside what every target has. */
export const moduleFields = {
  kind: z.literal('module'),
  module: z
    .string()
    .regex(/\.[cm]?[jt]s$/, { error: 'module is a file that ends in .ts, .mts, .js or .mjs.' })
    .describe('The file whose default export makes the target, relative to the scenario’s.'),
  options: z
    .record(z.string(), z.json())
    .describe('What the module is told of the target; any JSON object, {} by default.')
    .default({}),
};
