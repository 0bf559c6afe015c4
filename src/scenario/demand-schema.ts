import { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import { parseDemand } from './demand.ts';
import { strictObject } from './schema/fields.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';

/** Returns an error for a number without a unit: it could be per day or per second. */
const unitless = ({ input }: { readonly input?: unknown }): string | undefined =>
  typeof input === 'number'
    ? `${input} has no unit. Write ${input}/day, or ${input}/s.`
    : undefined;

const queriesPerDay = z.string({ error: unitless }).transform((text, context) => {
  try {
    return parseDemand(text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

const PROFILE = 'campus';

/** Schema of the demand, with its day profile (plan/demand/day-profile.ts). */
export const demandSchema = z.union([
  queriesPerDay.transform((perDay) => ({ queriesPerDay: perDay, profile: PROFILE })),
  strictObject({
    queries: queriesPerDay.describe('Queries and their unit: 50000/day, 2/s, 1.5M/month.'),
    profile: z
      .string()
      .default(PROFILE)
      .describe('Day profile: hourly distribution of the queries.'),
  }).transform(({ queries, profile }) => ({ queriesPerDay: queries, profile })),
]);

/** Traffic that production has to serve, as opposed to the load of a test. */
export type Demand = ReadonlyOutput<typeof demandSchema>;
