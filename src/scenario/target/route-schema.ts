import { z } from 'zod';
import { duration, positive, strictObject, textMap } from '../schema/fields.ts';
import type { ReadonlyInput, ReadonlyOutput } from '../schema/readonly-deep.ts';
import { common } from './base-schema.ts';

const regularExpression = z.string().refine(isRegularExpression, {
  error: 'This is not a valid regular expression.',
});

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const escalation = strictObject({
  refusal: z
    .boolean()
    .default(true)
    .describe('Whether an answer of not knowing, or a withheld one, escalates.'),
  shorterThan: positive
    .exactOptional()
    .describe('An answer of fewer characters escalates. Default: none does.'),
  matching: regularExpression
    .exactOptional()
    .describe(
      'An answer that matches this regular expression, letter case aside, escalates. Default: none does.',
    ),
});

const routeRule = strictObject({
  to: z.string().describe('Name of the part that the rule sends queries to.'),
  tags: textMap.default({}).describe('Tags of the row that must have these values.'),
  longerThan: positive
    .exactOptional()
    .describe(
      'Number of characters that system prompt and messages together must exceed. Default: no such condition.',
    ),
});

const fallbackReason = z.enum(['throttled', 'timeout', 'server_error', 'model_error']);

/** Schemas of routing strategies, by name. Ordered strategies use the order in the scenario. */
export const routings = {
  cascade: strictObject({
    by: z
      .literal('cascade')
      .describe('Sends to the first part, and to the next one if the answer is rejected.'),
    escalate: escalation
      .prefault({})
      .describe('Conditions to reject an answer, combined by OR. A failure is always rejected.'),
  }),
  rules: strictObject({
    by: z.literal('rules').describe('Sends to the part of the first rule that matches.'),
    rules: z
      .array(routeRule)
      .describe('Rules in order; the first rule whose conditions all hold applies.'),
    otherwise: z.string().describe('Name of the part for every other query.'),
  }),
  fallback: strictObject({
    by: z
      .literal('fallback')
      .describe('Sends to the first part, and to the next one after one of these outcomes.'),
    on: z
      .array(fallbackReason)
      .min(1)
      .default(['throttled', 'timeout'])
      .describe('Outcomes after which the next part is used.'),
  }),
  cache: strictObject({
    by: z
      .literal('cache')
      .describe('Returns the stored answer to a repeated query; sends others to its only part.'),
  }),
  hedge: strictObject({
    by: z
      .literal('hedge')
      .describe('Sends a second request, to the last part, if the answer is not complete in time.'),
    after: duration.describe('Time after which the second request is sent.'),
    cancel: z
      .boolean()
      .default(true)
      .describe('Whether the slower request is aborted. Its tokens are then unknown.'),
  }),
};

type AnyRouting = (typeof routings)[keyof typeof routings];

/** How a route chooses among its parts. Ordered strategies use the order in the scenario. */
export type Routing = ReadonlyOutput<AnyRouting>;

/**
 * When an answer is rejected and the next part is tried; conditions are combined by OR. A failure
 * always is.
 */
export type Escalation = ReadonlyOutput<typeof escalation>;

/** A rule that sends matching queries to one part; conditions are combined by AND. */
export type RouteRule = ReadonlyOutput<typeof routeRule>;

export type FallbackReason = z.output<typeof fallbackReason>;

/** Settings of all routes beside parts and strategy. Tokens and instances are paid by the parts. */
export const routeBase = strictObject({
  kind: z.literal('route').describe('A target that consists of others.'),
  ...common,
});

/** A route as its author writes it, without parts. */
export type RouteFields = ReadonlyInput<typeof routeBase> & ReadonlyInput<AnyRouting>;

/** A parsed route, without parts. */
export type RouteSettings = ReadonlyOutput<typeof routeBase> & Routing;
