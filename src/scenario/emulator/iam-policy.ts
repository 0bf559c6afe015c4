import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const OPERATORS = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'Bool'] as const;

/** Condition keys of a request that a policy may test. */
const CONDITION_KEYS = [
  'aws:RequestedRegion',
  'bedrock:InferenceProfileArn',
  'lambda:InvokedViaFunctionUrl',
] as const;

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const keys = z.partialRecord(z.enum(CONDITION_KEYS), texts);

const condition = z.partialRecord(z.enum(OPERATORS), keys);

const statement = strictObject({
  Sid: z.string().exactOptional().describe('Name of the statement. Default: none.'),
  Effect: z.enum(['Allow', 'Deny']).describe('Whether the statement allows or denies.'),
  Action: texts.describe('Actions, one or a list: bedrock:InvokeModel.'),
  Resource: texts.describe('ARNs of resources, one or a list.'),
  Condition: condition
    .exactOptional()
    .describe(
      'Conditions by operator and key; values of a key are combined by OR, keys by AND. Default: none.',
    ),
});

/** Schema of a policy. A single statement, action or resource needs no list, as in AWS. */
export const iamPolicySchema = strictObject({
  Version: z.literal('2012-10-17').describe('Version of the policy language.'),
  Id: z.string().exactOptional().describe('Name of the policy. Default: none.'),
  Statement: z
    .union([statement.transform((one) => [one]), z.array(statement).min(1)])
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
      remedy: `Known are Effect, Action, Resource and Condition with ${OPERATORS.join(', ')} on ${CONDITION_KEYS.join(', ')}.`,
    },
  );
}
