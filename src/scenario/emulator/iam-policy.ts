import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

/** Condition operators; each may end in `IfExists`, which holds without the key. */
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Bool',
] as const;

const OPERATOR = new RegExp(`^(?:${OPERATORS.join('|')})(?:IfExists)?$`);

/** Condition keys of a request that a policy may test. */
const CONDITION_KEYS = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalTag/…',
  'aws:RequestedRegion',
  'bedrock:InferenceProfileArn',
  'lambda:InvokedViaFunctionUrl',
] as const;

const KEY = new RegExp(`^(?:${CONDITION_KEYS.join('|').replace('…', '.+')})$`, 'i');

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const keys = z.record(
  z.string().regex(KEY, { error: `expected one of ${CONDITION_KEYS.join(', ')}` }),
  texts,
);

const condition = z.record(
  z.string().regex(OPERATOR, { error: `expected one of ${OPERATORS.join(', ')}` }),
  keys,
);

const statement = strictObject({
  Sid: z.string().exactOptional().describe('Name of the statement. Default: none.'),
  Effect: z.enum(['Allow', 'Deny']).describe('Whether the statement allows or denies.'),
  Action: texts
    .exactOptional()
    .describe(
      'Actions, one or a list: bedrock:InvokeModel. Default: none; NotAction is required then.',
    ),
  NotAction: texts
    .exactOptional()
    .describe('Actions that the statement does not apply to. Default: none.'),
  Resource: texts
    .exactOptional()
    .describe('ARNs of resources, one or a list. Default: none; NotResource is required then.'),
  NotResource: texts
    .exactOptional()
    .describe('ARNs that the statement does not apply to. Default: none.'),
  Condition: condition
    .exactOptional()
    .describe(
      'Conditions by operator and key; values of a key are combined by OR, keys by AND. Default: none.',
    ),
});

/** A statement with exactly one of Action and NotAction, and one of Resource and NotResource. */
const completeStatement = statement
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    error: 'expected either Action or NotAction',
  })
  .refine(({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined), {
    error: 'expected either Resource or NotResource',
  });

/** Schema of a policy. A single statement, action or resource needs no list, as in AWS. */
export const iamPolicySchema = strictObject({
  Version: z.literal('2012-10-17').describe('Version of the policy language.'),
  Id: z.string().exactOptional().describe('Name of the policy. Default: none.'),
  Statement: z
    .union([completeStatement.transform((one) => [one]), z.array(completeStatement).min(1)])
    .describe('Statements of the policy, one or a list.'),
});

/** Identity-based policy of AWS, limited to the elements that proofload writes and checks. */
export type IamPolicy = ReadonlyOutput<typeof iamPolicySchema>;

export type IamStatement = ReadonlyOutput<typeof statement>;

/** Conditions by operator and key. Values of a key are combined by OR, keys by AND. */
export type IamCondition = ReadonlyOutput<typeof condition>;

/**
 * Parses a policy from JSON. Throws a Problem for an invalid policy and for unsupported elements.
 */
export function parseIamPolicy(text: string, file: string): IamPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem('The policy is not JSON.', { place: { file }, cause });
  }
  const parsed = iamPolicySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem(
    `The policy cannot be enforced: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    {
      place: { file },
      remedy: `Known are Effect, Action, NotAction, Resource, NotResource and Condition with ${OPERATORS.join(', ')} on ${CONDITION_KEYS.join(', ')}.`,
    },
  );
}
