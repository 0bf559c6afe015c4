import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { leastPrivilegePolicy } from '../../../src/iam/least-privilege-policy.ts';
import { permissionsOf } from '../../../src/iam/target-permission.ts';
import {
  type IamPolicy,
  type IamStatement,
  parseIamPolicy,
} from '../../../src/scenario/emulator/iam-policy.ts';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { PooledProfile } from '../../../src/serving/profiles/profile.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../../target/asking.ts';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const NOVA = 'amazon.nova-lite-v1:0';
const EMBEDDINGS = 'amazon.titan-embed-text-v2:0';
const RERANK = 'cohere.rerank-v3-5:0';

const guardrail = { id: 'gr12345', version: '1' };
const BASE = { kind: 'knowledge-base', knowledgeBaseId: 'KB12345678', results: 1 } as const;
const AGENT = { kind: 'bedrock-agent', agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' } as const;
const signedBy = (service: string) => ({ kind: 'sigv4', service }) as const;
const HTTP = {
  kind: 'http',
  headers: {},
  body: { question: '{{ question }}' },
  answer: 'answer',
  usage: {},
  stream: false,
} as const;
const OPENAI = {
  kind: 'openai',
  api: 'chat',
  model: 'openai.gpt-oss-120b-1:0',
  headers: {},
} as const;
const RUNTIME = 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1';
const MANTLE = 'https://bedrock-mantle.us-east-1.api.aws';

const PLACES = { output: 's3://answers/ok/', failure: 's3://answers/failed/' };

/** Every kind of target that IAM protects, with each of its operations. */
const GUARDED: Readonly<Record<string, ServiceSpec>> = {
  Converse: { kind: 'bedrock-converse', model: HAIKU, stream: false },
  ConverseStream: { kind: 'bedrock-converse', model: HAIKU, stream: true },
  'Converse by a profile': { kind: 'bedrock-converse', model: `us.${HAIKU}`, stream: true },
  'Converse with a guardrail': { kind: 'bedrock-converse', model: HAIKU, guardrail, stream: true },
  InvokeModel: { kind: 'bedrock-invoke', model: NOVA, stream: false },
  'InvokeModel with a guardrail': { kind: 'bedrock-invoke', model: NOVA, guardrail, stream: true },
  embeddings: { kind: 'bedrock-invoke', model: EMBEDDINGS, stream: false },
  rerank: { kind: 'bedrock-invoke', model: RERANK, stream: false },
  SageMaker: { kind: 'sagemaker', endpointName: 'Support-TGI', body: 'tgi', stream: true },
  'SageMaker with a component': {
    kind: 'sagemaker',
    endpointName: 'support-lmi',
    inferenceComponent: 'part',
    body: 'lmi',
    stream: false,
  },
  'SageMaker, asynchronously': {
    kind: 'sagemaker',
    endpointName: 'support-async',
    body: 'lmi',
    async: { input: 's3://inbox/async/', ...PLACES, poll: 5 },
    stream: false,
  },
  Retrieve: { ...BASE, filter: {}, by: 'retrieve', model: '', stream: false },
  'Retrieve and Converse': { ...BASE, filter: {}, by: 'converse', model: NOVA, stream: true },
  RetrieveAndGenerate: { ...BASE, filter: {}, by: 'generate', model: NOVA, stream: false },
  'RetrieveAndGenerateStream by a profile': {
    ...BASE,
    filter: {},
    by: 'generate',
    model: `us.${NOVA}`,
    stream: true,
  },
  'an agent': { ...AGENT, stream: true },
  'a Lambda function': {
    kind: 'lambda',
    functionName: 'support',
    qualifier: 'live',
    body: { question: '{{ question }}' },
    answer: 'answer',
    usage: {},
    stream: false,
  },
  'a Lambda function URL': {
    ...HTTP,
    url: 'https://abc123.lambda-url.us-east-1.on.aws/',
    auth: signedBy('lambda'),
  },
  'API Gateway': {
    ...HTTP,
    url: 'https://abc.execute-api.us-east-1.amazonaws.com/prod/answer',
    auth: signedBy('execute-api'),
  },
  'chat completions of bedrock-runtime': {
    ...OPENAI,
    url: RUNTIME,
    stream: true,
    auth: signedBy('bedrock'),
  },
  'responses of bedrock-runtime with a guardrail': {
    ...OPENAI,
    url: RUNTIME,
    api: 'responses',
    stream: false,
    headers: { 'X-Amzn-Bedrock-GuardrailIdentifier': 'gr12345' },
    auth: signedBy('bedrock'),
  },
  'chat completions of bedrock-mantle': {
    ...OPENAI,
    url: `${MANTLE}/v1`,
    stream: true,
    auth: signedBy('bedrock-mantle'),
  },
  'messages of bedrock-mantle': {
    kind: 'anthropic',
    url: `${MANTLE}/anthropic/v1`,
    model: HAIKU,
    headers: {},
    stream: true,
    auth: signedBy('bedrock-mantle'),
  },
};

const OPEN: ServiceSpec = { ...OPENAI, url: 'https://api.openai.com/v1', stream: true };

const SUBJECTS = [
  HAIKU,
  `us.${HAIKU}`,
  NOVA,
  `us.${NOVA}`,
  EMBEDDINGS,
  RERANK,
  OPENAI.model,
  'Support-TGI',
  'support-lmi',
  'support',
  '/',
  '/prod/answer',
  'AGENT12345',
];

const folder = mkdtempSync(join(tmpdir(), 'proofload-authorization-'));
const dataset = join(folder, 'passages.jsonl');
const PASSAGE = 'Refunds take two days.';
writeFileSync(dataset, JSON.stringify({ context: [PASSAGE] }));
afterAll(() => rmSync(folder, { recursive: true }));

/** A model whose answer is never there at the first poll, however busy the machine is. */
const SLOW: PooledProfile = {
  mode: 'pooled',
  name: 'slow',
  provenance: { status: 'assumed', source: 'for tests' },
  quota: {},
  ttft: 8000,
  ttftSigma: 0,
  perInputToken: 0,
  tokensPerSecond: 1000,
  speedSigma: 0,
  tailProbability: 0,
  tailFactor: 1,
};
const slow = join(folder, 'slow.json');
writeFileSync(slow, JSON.stringify(SLOW));

/**
 * The profile of the asynchronous endpoint. Who may not list a bucket is refused an object that is not
 * there yet, and only that: an answer that came before the first poll would be read.
 */
function asyncProfile({ Statement }: IamPolicy): string {
  const mayList = Statement.some(({ Action }) => Action?.includes('s3:ListBucket') === true);
  return mayList ? 'stand-in-judge' : slow;
}

/** Sends each service one request through its own target. */
async function ask(policy: IamPolicy, services: readonly ServiceSpec[]): Promise<Reply[]> {
  const emulator = await startEmulator({
    settings: {
      profiles: {
        ...Object.fromEntries(SUBJECTS.map((subject) => [subject, 'stand-in-judge'])),
        'support-async': asyncProfile(policy),
      },
      quotas: {},
      faults: [],
      knowledgeBases: { KB12345678: { dataset } },
      iamPolicy: policy,
      asyncPlaces: { 'support-async': PLACES },
    },
    seed: 1,
  });
  const question = 'How long do refunds take?';
  const query = queryOf(question, { context: [PASSAGE], row: { question } });
  try {
    return await Promise.all(
      services.map(async (service) => {
        const target = await createTarget(specOf(service), wiringOf(emulator.url));
        const reply = await target.ask(query, callOf());
        await target.close();
        return reply;
      }),
    );
  } finally {
    await emulator.close();
  }
}

const where = { region: 'us-east-1', account: '111122223333' };
const leastOf = (services: readonly ServiceSpec[]) =>
  leastPrivilegePolicy(services.flatMap((service) => permissionsOf(specOf(service), where)));

function allow(over: Partial<IamStatement>): IamPolicy {
  const statement: IamStatement = { Effect: 'Allow', Action: ['*'], Resource: ['*'], ...over };
  return { Version: '2012-10-17', Statement: [statement] };
}

describe.concurrent('the least-privilege policy', () => {
  it.each(Object.entries(GUARDED))(
    'the least-privilege policy of %s allows it, and without any one statement does not',
    async (_, service) => {
      const least = leastOf([service]);
      expect(await ask(least, [service])).toMatchObject([{ outcome: 'ok' }]);
      expect(least.Statement.length).toBeGreaterThan(0);
      for (const removed of least.Statement) {
        const less = least.Statement.filter((statement) => statement !== removed);
        expect(await ask({ ...least, Statement: less }, [service])).toMatchObject([
          {
            outcome: 'refused_request',
            // S3 has another error name.
            error: { name: expect.stringMatching(/^AccessDenied(Exception)?$/), status: 403 },
          },
        ]);
      }
    },
  );

  it('the least-privilege policy of all targets needs each of its statements', async () => {
    // Without it: the emulator cannot tell the function behind the URL from the invoked one.
    const { 'a Lambda function': _, ...distinct } = GUARDED;
    const services = Object.values(distinct);
    const least = leastOf(services);
    const allowed = await ask(least, services);
    expect(allowed.map(({ outcome }) => outcome)).toEqual(services.map(() => 'ok'));
    for (const removed of least.Statement) {
      const less = least.Statement.filter((statement) => statement !== removed);
      const replies = await ask({ ...least, Statement: less }, services);
      expect(replies.map(({ error }) => error?.status)).toContain(403);
    }
  });

  it('the least-privilege policy has wildcards for objects and for the one action without resources only', () => {
    const { Statement } = leastOf(Object.values(GUARDED));
    const wild = Statement.filter(({ Resource }) => Resource.some((each) => /[*?]/.test(each)));
    expect(wild.flatMap(({ Action, Resource }) => [...Action, ...Resource])).toEqual([
      's3:PutObject',
      'arn:aws:s3:::inbox/async/*',
      's3:GetObject',
      'arn:aws:s3:::answers/ok/*',
      'arn:aws:s3:::answers/failed/*',
      'bedrock:RetrieveAndGenerate',
      '*',
    ]);
  });
});

const direct: ServiceSpec = { kind: 'bedrock-converse', model: HAIKU, stream: true };
const profiled: ServiceSpec = { ...direct, model: `us.${HAIKU}` };

describe('an emulator with a policy', () => {
  it('a policy allows an unsigned request that IAM does not check', async () => {
    const [reply] = await ask(allow({ Action: ['s3:GetObject'] }), [OPEN]);
    expect(reply?.outcome).toBe('ok');
  });

  it('a function URL is refused where the policy allows the function only without its URL', async () => {
    const { 'a Lambda function URL': url } = GUARDED;
    const [reply] = await ask(
      allow({
        Action: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
        Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': ['false'] } },
      }),
      url === undefined ? [] : [url],
    );
    expect(reply?.error?.name).toBe('AccessDeniedException');
  });

  it('a denied request gets AWS’s message: user, action, resource and reason', async () => {
    const [reply] = await ask(allow({ Action: ['s3:GetObject'] }), [direct]);
    expect(reply?.error?.message).toBe(
      `User: arn:aws:iam::123456789012:user/emulated is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::foundation-model/${HAIKU} because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action`,
    );
  });

  it('an explicit deny overrides an allow', async () => {
    const [reply] = await ask(
      {
        Version: '2012-10-17',
        Statement: [
          ...allow({}).Statement,
          { Effect: 'Deny', Action: ['bedrock:*'], Resource: [`*/${HAIKU}`] },
        ],
      },
      [direct],
    );
    expect(reply?.error?.message).toMatch(/with an explicit deny in an identity-based policy$/);
  });

  it.each<[string, Partial<IamStatement>, ServiceSpec[], string[]]>([
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
  ])('a statement is evaluated for %s', async (_, statement, services, outcomes) => {
    const replies = await ask(allow(statement), services);
    expect(replies.map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});

describe('a policy', () => {
  it('a policy may hold single values in place of lists, as on AWS', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}}';
    expect(parseIamPolicy(text, 'p.json').Statement).toEqual([
      { Effect: 'Allow', Action: ['bedrock:*'], Resource: ['*'] },
    ]);
  });

  it.each([
    ['{', 'p.json: The policy is not JSON'],
    [
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":"x","Action":"x","Resource":"*"}]}',
      'cannot be enforced',
    ],
    [
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"x","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}',
      'cannot be enforced',
    ],
  ])(
    'an invalid policy, or one with parts that are not checked, is refused: %#',
    (text, complaint) => {
      expect(() => parseIamPolicy(text, 'p.json')).toThrow(complaint);
    },
  );
});
