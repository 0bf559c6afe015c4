import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import {
  type IamPolicy,
  type IamStatement,
  parseIamPolicy,
} from '../../src/scenario/iam-policy.ts';
import type { Service } from '../../src/scenario/target-spec.ts';
import { accessesOf } from '../../src/target/access.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { leastPrivilege } from '../../src/target/least-privilege.ts';
import type { Reply } from '../../src/target/target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const SERVICES: readonly Service[] = [
  { kind: 'bedrock-converse', model: HAIKU, stream: true },
  { kind: 'bedrock-converse', model: `us.${HAIKU}`, stream: true },
  { kind: 'bedrock-invoke', model: 'amazon.nova-lite-v1:0', stream: false },
  { kind: 'sagemaker', endpointName: 'Support-TGI', body: 'tgi', stream: true },
  {
    kind: 'sagemaker',
    endpointName: 'support-lmi',
    inferenceComponent: 'part',
    body: 'lmi',
    stream: false,
  },
  { kind: 'openai', url: 'https://api.openai.com/v1', model: 'm', headers: {}, stream: true },
];

async function ask(policy: IamPolicy, services = SERVICES): Promise<Reply[]> {
  const subjects = [
    HAIKU,
    `us.${HAIKU}`,
    'amazon.nova-lite-v1:0',
    'Support-TGI',
    'support-lmi',
    'm',
  ];
  const profiles = Object.fromEntries(subjects.map((subject) => [subject, 'stand-in-judge']));
  const emulator = await startEmulator({
    settings: { profiles, quotas: {}, faults: [], iamPolicy: policy },
    seed: 1,
  });
  try {
    return await Promise.all(
      services.map(async (service) => {
        const target = await createTarget(specOf(service), wiringOf(emulator.url));
        const reply = await target.ask(queryOf('Who are you?'), callOf());
        await target.close();
        return reply;
      }),
    );
  } finally {
    await emulator.close();
  }
}

const where = { region: 'us-east-1', account: '111122223333' };
const least = leastPrivilege(SERVICES.flatMap((service) => accessesOf(specOf(service), where)));

function allow(over: Partial<IamStatement>): IamPolicy {
  const statement: IamStatement = { Effect: 'Allow', Action: ['*'], Resource: ['*'], ...over };
  return { Version: '2012-10-17', Statement: [statement] };
}

describe('an emulator with a policy', () => {
  it('lets in what the least privilege of the targets allows', async () => {
    expect((await ask(least)).map(({ outcome }) => outcome)).toEqual(SERVICES.map(() => 'ok'));
  });

  it.each(least.Statement.map(({ Sid }, index): [string, number] => [Sid ?? '', index]))(
    'refuses a target once statement %s is removed',
    async (_, removed) => {
      const Statement = least.Statement.filter((__, index) => index !== removed);
      const replies = await ask({ ...least, Statement });
      const refused = replies.filter(({ outcome }) => outcome !== 'ok');
      expect(refused.length).toBeGreaterThan(0);
      for (const { outcome, error } of refused) {
        expect(outcome).toBe('refused_request');
        expect(error).toMatchObject({ name: 'AccessDeniedException', status: 403 });
      }
    },
  );

  it('says like AWS who may not do what with which, and why', async () => {
    const [reply] = await ask(allow({ Action: ['s3:GetObject'] }));
    expect(reply?.error?.message).toBe(
      `User: arn:aws:iam::123456789012:user/emulated is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::foundation-model/${HAIKU} because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action`,
    );
  });

  it('lets a denial win', async () => {
    const [reply] = await ask({
      Version: '2012-10-17',
      Statement: [
        ...allow({}).Statement,
        { Effect: 'Deny', Action: ['bedrock:*'], Resource: [`*/${HAIKU}`] },
      ],
    });
    expect(reply?.error?.message).toMatch(/with an explicit deny in an identity-based policy$/);
  });

  const [direct, profiled] = SERVICES;
  it.each<[string, Partial<IamStatement>, (Service | undefined)[], string[]]>([
    ['any letter case of an action', { Action: ['Bedrock:invoke*'] }, [direct], ['ok']],
    [
      'the region that is asked for',
      { Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } } },
      [direct],
      ['ok'],
    ],
    [
      'another region',
      { Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-*'] } } },
      [direct],
      ['refused_request'],
    ],
    [
      'a profile, which a model asked directly has not',
      { Condition: { ArnLike: { 'bedrock:InferenceProfileArn': ['arn:aws:bedrock:*'] } } },
      [direct],
      ['refused_request'],
    ],
    [
      'the model of one region, where a profile routes to three',
      { Resource: ['arn:aws:bedrock:us-east-1:*:*', 'arn:aws:bedrock:us-east-1::*'] },
      [profiled],
      ['refused_request'],
    ],
  ])('weighs %s', async (_, statement, services, outcomes) => {
    const replies = await ask(
      allow(statement),
      services.filter((service) => service !== undefined),
    );
    expect(replies.map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});

describe('a policy', () => {
  it('may leave out the lists around single things, as AWS lets it', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}}';
    expect(parseIamPolicy(text, 'p.json').Statement).toEqual([
      { Effect: 'Allow', Action: ['bedrock:*'], Resource: ['*'] },
    ]);
  });

  it.each([
    ['{', 'p.json: The policy is not JSON'],
    [
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"x","Resource":"*"}]}',
      'cannot be enforced',
    ],
    [
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"x","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}',
      'cannot be enforced',
    ],
  ])('is refused where it is none, or asks for what is not checked: %#', (text, complaint) => {
    expect(() => parseIamPolicy(text, 'p.json')).toThrow(complaint);
  });
});
