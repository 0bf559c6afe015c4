import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { iamPolicySchema } from '../../../src/scenario/emulator/iam-policy.ts';
import { HAIKU } from '../running-emulator.ts';

/** Asks a model under a policy and returns the status. */
async function statusUnder(
  statements: readonly unknown[],
  principalTags: Readonly<Record<string, string>> = {},
): Promise<number> {
  const iamPolicy = iamPolicySchema.parse({ Version: '2012-10-17', Statement: statements });
  const emulator = await startEmulator({
    settings: {
      profiles: { [HAIKU]: 'stand-in-judge' },
      quotas: {},
      faults: [],
      iamPolicy,
      principalTags,
    },
    seed: 1,
  });
  try {
    const response = await fetch(`${emulator.url}/model/${HAIKU}/converse`, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=emulated/20261127/eu-west-1/bedrock/aws4_request',
      },
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Why?' }] }] }),
    });
    await response.text();
    return response.status;
  } finally {
    await emulator.close();
  }
}

const ALLOW = { Effect: 'Allow', Action: 'bedrock:*', Resource: '*' };
const deny = (Condition: unknown) => ({ ...ALLOW, Effect: 'Deny', Condition });

describe('a condition of a policy', () => {
  it.each([
    ['StringNotEquals', { 'aws:PrincipalTag/team': 'support' }, { team: 'support' }, 200],
    ['StringNotEquals', { 'aws:PrincipalTag/team': 'support' }, { team: 'sales' }, 403],
    ['StringNotEquals', { 'aws:PrincipalTag/team': 'support' }, {}, 403],
    ['StringNotEquals', { 'aws:PrincipalTag/team': ['support', 'sales'] }, { team: 'sales' }, 200],
    ['StringEquals', { 'aws:PrincipalTag/team': 'sales' }, { team: 'sales' }, 403],
    ['StringEquals', { 'aws:PrincipalTag/team': 'sales' }, {}, 200],
    ['StringEqualsIfExists', { 'aws:PrincipalTag/team': 'sales' }, {}, 403],
    ['StringEqualsIgnoreCase', { 'aws:PrincipalTag/team': 'SALES' }, { team: 'sales' }, 403],
    ['StringNotLike', { 'aws:PrincipalTag/team': 's*' }, { team: 'sales' }, 200],
    ['StringNotLike', { 'aws:PrincipalTag/team': 'b*' }, { team: 'sales' }, 403],
    ['StringLike', { 'aws:PrincipalTag/team': 's*' }, { team: 'sales' }, 403],
    ['StringEquals', { 'aws:RequestedRegion': 'eu-west-1' }, {}, 403],
    ['StringNotEquals', { 'aws:RequestedRegion': ['eu-west-1'] }, {}, 200],
    ['StringEquals', { 'AWS:requestedregion': 'eu-west-1' }, {}, 403],
    ['ArnLike', { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' }, {}, 403],
    ['ArnNotLike', { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' }, {}, 200],
    ['StringEquals', { 'aws:PrincipalAccount': '123456789012' }, {}, 403],
  ] as const)(
    'with %s of %j denies a caller with tags %j: %d',
    async (operator, keys, tags, status) => {
      expect(await statusUnder([ALLOW, deny({ [operator]: keys })], tags)).toBe(status);
    },
  );

  it.each([
    [{ Effect: 'Deny', NotAction: 'bedrock:*', Resource: '*' }, 200],
    [{ Effect: 'Deny', NotAction: 's3:*', Resource: '*' }, 403],
    [{ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:bedrock:*' }, 200],
    [{ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:*' }, 403],
  ])('is not needed by a statement on all but some: %j ends with %d', async (statement, status) => {
    expect(await statusUnder([ALLOW, statement])).toBe(status);
  });

  it.each([
    [{ Effect: 'Allow', Resource: '*' }],
    [{ ...ALLOW, NotAction: 's3:*' }],
    [{ ...ALLOW, NotResource: '*' }],
    [deny({ NumericEquals: { 'aws:MultiFactorAuthAge': '1' } })],
    [deny({ StringEquals: { 'aws:SourceIp': '1' } })],
  ])('that cannot be enforced is refused: %j', (statement) => {
    const policy = { Version: '2012-10-17', Statement: [statement] };
    expect(iamPolicySchema.safeParse(policy).success).toBe(false);
  });
});
