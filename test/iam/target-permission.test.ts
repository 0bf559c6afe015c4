import { describe, expect, it } from 'vitest';
import { leastPrivilegePolicy } from '../../src/iam/least-privilege-policy.ts';
import { permissionsOf, isGuarded } from '../../src/iam/target-permission.ts';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import { specOf } from '../target/asking.ts';

const HERE = { region: 'eu-west-1', account: '111122223333' };

function needed(service: ServiceSpec, where = HERE): string[] {
  return permissionsOf(specOf(service), where).map(
    ({ action, resource }) => `${action} ${resource}`,
  );
}

const converse = (model: string, stream = true): ServiceSpec => ({
  kind: 'bedrock-converse',
  model,
  stream,
});

describe('the permissions of a request', () => {
  it('name, for a model, the model in the request’s region', () => {
    expect(needed(converse('amazon.nova-lite-v1:0'))).toEqual([
      'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
    ]);
  });

  it.each(['bedrock-converse', 'bedrock-invoke'] as const)(
    'are InvokeModel for %s without streaming, since Converse has no action of its own',
    (kind) => {
      const [access] = needed({ kind, model: 'amazon.nova-lite-v1:0', stream: false });
      expect(access).toMatch(/^bedrock:InvokeModel arn/);
    },
  );

  it('name, for a profile, the profile and its model in every region it may route to', () => {
    const accesses = permissionsOf(specOf(converse('us.anthropic.claude-x-v1:0')), {
      ...HERE,
      region: 'us-west-1',
    });
    const profile =
      'arn:aws:bedrock:us-west-1:111122223333:inference-profile/us.anthropic.claude-x-v1:0';
    expect(accesses.map(({ resource }) => resource)).toEqual([
      profile,
      ...['us-west-1', 'us-east-1', 'us-east-2', 'us-west-2'].map(
        (region) => `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-x-v1:0`,
      ),
    ]);
    const condition = { ArnEquals: { 'bedrock:InferenceProfileArn': [profile] } };
    expect(accesses.map((access) => access.condition)).toEqual([
      undefined,
      ...Array.from({ length: 4 }, () => condition),
    ]);
  });

  it('name, for a global profile, the model in this region and in an empty one', () => {
    expect(needed(converse('global.anthropic.claude-x-v1:0')).slice(1)).toEqual([
      'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-x-v1:0',
      'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:::foundation-model/anthropic.claude-x-v1:0',
    ]);
  });

  it('are the same for a profile’s ARN as for its id', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0';
    expect(needed(converse(arn))).toEqual(needed(converse('eu.amazon.nova-lite-v1:0')));
  });

  it('name only the ARN of a customer’s own resource', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/abc';
    expect(needed(converse(arn))).toEqual([`bedrock:InvokeModelWithResponseStream ${arn}`]);
  });

  it('name an endpoint’s ARN in lower case, and its component’s', () => {
    const service: ServiceSpec = {
      kind: 'sagemaker',
      endpointName: 'Support-TGI',
      inferenceComponent: 'Part',
      body: 'tgi',
      stream: false,
    };
    expect(needed(service)).toEqual([
      'sagemaker:InvokeEndpoint arn:aws:sagemaker:eu-west-1:111122223333:endpoint/support-tgi',
      'sagemaker:InvokeEndpoint arn:aws:sagemaker:eu-west-1:111122223333:inference-component/part',
    ]);
  });

  it('name a function’s ARN with its qualifier', () => {
    const service: ServiceSpec = {
      kind: 'lambda',
      functionName: 'answer',
      qualifier: 'live',
      body: {},
      answer: 'answer',
      usage: {},
      stream: true,
    };
    expect(needed(service)).toEqual([
      'lambda:InvokeFunction arn:aws:lambda:eu-west-1:111122223333:function:answer:live',
    ]);
  });

  const BASE = { kind: 'knowledge-base', knowledgeBaseId: 'KB1', results: 5, filter: {} } as const;
  const RETRIEVE = 'bedrock:Retrieve arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/KB1';
  const MODEL = 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0';
  it.each<['retrieve' | 'converse' | 'generate', string, boolean, string[]]>([
    ['retrieve', '', true, [RETRIEVE]],
    [
      'converse',
      'amazon.nova-lite-v1:0',
      true,
      [RETRIEVE, `bedrock:InvokeModelWithResponseStream ${MODEL}`],
    ],
    [
      'generate',
      'amazon.nova-lite-v1:0',
      false,
      [RETRIEVE, 'bedrock:RetrieveAndGenerate *', `bedrock:InvokeModel ${MODEL}`],
    ],
  ])('are, for a knowledge base by %s, only those of its requests', (by, model, stream, needs) => {
    expect(needed({ ...BASE, by, model, stream })).toEqual(needs);
  });

  it('include the look-up of a profile for RetrieveAndGenerate', () => {
    const model = 'eu.amazon.nova-lite-v1:0';
    expect(needed({ ...BASE, by: 'generate', model, stream: false })).toContain(
      `bedrock:GetInferenceProfile arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${model}`,
    );
  });

  it('name an agent’s alias', () => {
    const service: ServiceSpec = {
      kind: 'bedrock-agent',
      agentId: 'AGENT1',
      agentAliasId: 'ALIAS1',
      stream: true,
    };
    expect(needed(service)).toEqual([
      'bedrock:InvokeAgent arn:aws:bedrock:eu-west-1:111122223333:agent-alias/AGENT1/ALIAS1',
    ]);
  });

  it.each([
    ['gr1', 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/gr1'],
    ['arn:aws:bedrock:eu-west-1:9:guardrail/gr1', 'arn:aws:bedrock:eu-west-1:9:guardrail/gr1'],
  ])('include applying the guardrail %s', (id, resource) => {
    const guardrail = { id, version: 'DRAFT' };
    expect(needed({ ...converse('amazon.nova-lite-v1:0'), guardrail } as ServiceSpec)).toContain(
      `bedrock:ApplyGuardrail ${resource}`,
    );
  });

  const signed = { headers: {}, auth: { kind: 'sigv4', service: 'any' }, stream: true } as const;
  const json = { body: {}, answer: 'a', usage: {} };
  const api = (url: string): ServiceSpec => ({ kind: 'http', url, ...json, ...signed });
  const chat = (url: string): ServiceSpec => ({
    kind: 'openai',
    api: 'chat',
    url,
    model: 'amazon.n',
    ...signed,
  });
  const EXECUTE = 'execute-api:Invoke arn:aws:execute-api:us-west-2:111122223333:abc';
  const RUNTIME = 'bedrock-runtime.us-west-2.amazonaws.com';
  const MANTLE =
    'bedrock-mantle:CreateInference arn:aws:bedrock-mantle:us-west-2:111122223333:project';
  it.each<[string, ServiceSpec, string[]]>([
    [
      'name an API’s method and path',
      api('https://abc.execute-api.us-west-2.amazonaws.com/prod/a/b?c=d'),
      [`${EXECUTE}/prod/POST/a/b`],
    ],
    [
      'name the default stage of an API without a path',
      api('https://abc.execute-api.us-west-2.amazonaws.com'),
      [`${EXECUTE}/$default/POST/`],
    ],
    [
      'end, for an OpenAI-compatible API, with the API’s path',
      chat('https://abc.execute-api.us-west-2.amazonaws.com/prod/v1/'),
      [`${EXECUTE}/prod/POST/v1/chat/completions`],
    ],
    [
      'name the model for bedrock-runtime’s OpenAI API',
      chat(`https://${RUNTIME}/openai/v1`),
      [
        'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-west-2::foundation-model/amazon.n',
      ],
    ],
    [
      'name the default project for bedrock-mantle',
      chat('https://bedrock-mantle.us-west-2.api.aws/v1'),
      [`${MANTLE}/default`],
    ],
    [
      'name the project in a header for bedrock-mantle',
      {
        kind: 'anthropic',
        url: 'https://bedrock-mantle.us-west-2.api.aws/anthropic/v1',
        model: 'm',
        ...signed,
        headers: { 'OpenAI-Project': 'proj_1' },
      },
      [`${MANTLE}/proj_1`],
    ],
    [
      'have a placeholder for the function of a function URL',
      api('https://abc.lambda-url.us-west-2.on.aws/'),
      ['InvokeFunctionUrl', 'InvokeFunction'].map(
        (action) =>
          `lambda:${action} arn:aws:lambda:us-west-2:111122223333:function:FUNCTION_OF_abc`,
      ),
    ],
    ['are unknown for a custom domain', api('https://api.example.com/ask'), []],
    ['are unknown for a model in the path of a URL', api(`https://${RUNTIME}/model/m/invoke`), []],
  ])('%s', (_, service, needs) => {
    expect(needed(service)).toEqual(needs);
  });

  it('are in a partition of their own in GovCloud', () => {
    const [access] = needed(converse('amazon.nova-lite-v1:0'), {
      ...HERE,
      region: 'us-gov-west-1',
    });
    expect(access).toContain('arn:aws-us-gov:bedrock:us-gov-west-1');
  });

  it('are none for a service without IAM', () => {
    expect(
      needed({
        kind: 'openai',
        api: 'chat',
        url: 'http://x/v1',
        model: 'm',
        headers: {},
        stream: true,
      }),
    ).toEqual([]);
  });
});

describe('whether IAM authorizes a target’s requests', () => {
  const api = {
    kind: 'http',
    url: 'http://x/',
    headers: {},
    body: {},
    answer: 'a',
    usage: {},
  } as const;

  it.each<[ServiceSpec, boolean]>([
    [converse('m'), true],
    [{ ...api, stream: false }, false],
    [{ ...api, stream: false, auth: { kind: 'bearer', env: 'TOKEN' } }, false],
    [{ ...api, stream: false, auth: { kind: 'sigv4', service: 'execute-api' } }, true],
    [
      { kind: 'openai', api: 'chat', url: 'http://x/v1', model: 'm', headers: {}, stream: true },
      false,
    ],
  ])('depends on its kind and signature: %j', (service, guarded) => {
    expect(isGuarded(specOf(service))).toBe(guarded);
  });
});

describe('the least-privilege policy', () => {
  const targets = [
    converse('amazon.nova-lite-v1:0'),
    converse('amazon.nova-pro-v1:0'),
    converse('amazon.nova-pro-v1:0', false),
    converse('eu.anthropic.claude-x-v1:0'),
  ];
  const policy = leastPrivilegePolicy(targets.flatMap((one) => permissionsOf(specOf(one), HERE)));

  it('has a statement for each action, and for each way to reach its models', () => {
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual([
      'InvokeModelWithResponseStream1',
      'InvokeModel2',
      'InvokeModelWithResponseStream3',
      'InvokeModelWithResponseStream4',
    ]);
  });

  it('has no wildcard and no duplicate', () => {
    const resources = policy.Statement.flatMap(({ Resource }) => Resource);
    expect(resources.join('\n')).not.toMatch(/[*?]/);
    for (const { Resource } of policy.Statement) {
      expect(new Set(Resource).size).toBe(Resource.length);
    }
  });

  it('allows a profile’s models through the profile only', () => {
    expect(policy.Statement[3]?.Condition).toEqual({
      ArnEquals: {
        'bedrock:InferenceProfileArn': [
          'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.anthropic.claude-x-v1:0',
        ],
      },
    });
  });
});
