import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { strictObject } from '../schema/fields.ts';

/** An IamPolicy is an identity-based policy of AWS, as far as this program writes and checks them. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

export interface IamStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  /** By operator and key; a key holds if one of its values does, the condition if every key does. */
  readonly Condition?: IamCondition;
}

export type IamCondition = Readonly<
  Partial<Record<ConditionOperator, Readonly<Record<string, readonly string[]>>>>
>;

type ConditionOperator = (typeof OPERATORS)[number];

const OPERATORS = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'Bool'] as const;

/** What a request is, in the keys that conditions may ask for. */
const CONDITION_KEYS = [
  'aws:RequestedRegion',
  'bedrock:InferenceProfileArn',
  'lambda:InvokedViaFunctionUrl',
] as const;

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const keys = z.partialRecord(z.enum(CONDITION_KEYS), texts);

const statement = strictObject({
  Sid: z.string().exactOptional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts,
  Condition: z.partialRecord(z.enum(OPERATORS), keys).exactOptional(),
});

/** AWS takes one statement, action or resource without its list. */
export const iamPolicySchema = strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().exactOptional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement).min(1)]),
});

/** Reads a policy's JSON. Throws a Problem for what is none, or asks for more than can be checked. */
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
