import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import type { Outcome } from '../../src/sample/outcome.ts';
import type { Tokens } from '../../src/sample/sample.ts';
import type { Fault } from '../../src/scenario/emulator/fault-schema.ts';
import { transportsOf } from '../../src/scenario/target/target-spec.ts';
import type { RouteSpec, ServiceSpec, TargetSpec } from '../../src/scenario/target/target-spec.ts';
import { TRANSPORT_KINDS, TRANSPORT_WORDS } from '../../src/scenario/target/transport-kind.ts';
import type { Target } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';
import { passageOn, targetContract, WORDS } from './target.contract.ts';

const API = {
  kind: 'http',
  url: 'https://support.execute-api.us-east-1.amazonaws.com/prod/answer',
  headers: {},
  body: { question: '{{ question }}', passages: '{{ context | join: "\n\n" }}' },
  usage: { input: 'usage.inputTokens', output: 'usage.outputTokens' },
} as const;

const ANTHROPIC = 'https://api.anthropic.com/v1';
const FUNCTION_URL = 'https://abc123.lambda-url.us-east-1.on.aws/';
const auth = { kind: 'sigv4', service: 'lambda' } as const;
const { body, usage } = API;
const FUNCTION = { kind: 'lambda', functionName: 'support', body, usage } as const;

const MODELS = {
  anthropic: 'us.anthropic.claude-3-haiku-20240307-v1:0',
  nova: 'amazon.nova-lite-v1:0',
  titan: 'amazon.titan-text-express-v1',
  llama: 'us.meta.llama3-1-8b-instruct-v1:0',
  mistral: 'mistral.mistral-7b-instruct-v0:2',
  cohere: 'cohere.command-r-v1:0',
  'gpt-oss': 'openai.gpt-oss-120b-1:0',
};
const PROFILE = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${MODELS.anthropic}`;
const PROVISIONED = 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456';
/** URLs of Bedrock's OpenAI-compatible APIs. */
const BEDROCK_URLS = {
  'bedrock-runtime': 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1',
  'bedrock-mantle': 'https://bedrock-mantle.us-east-1.api.aws/v1',
};
const CONTAINERS = { tgi: 'support-tgi', lmi: 'support-lmi', openai: 'support-vllm' } as const;

/** Every kind of target, complete and streamed. */
const KINDS: Readonly<Record<string, ServiceSpec>> = Object.fromEntries(
  [false, true].flatMap((stream): [string, ServiceSpec][] => {
    const how = stream ? 'streamed' : 'whole';
    const url = 'https://api.openai.com/v1';
    return [
      [`Converse, ${how}`, { kind: 'bedrock-converse', model: MODELS.anthropic, stream }],
      [
        `Converse by an inference profile's ARN with every option, ${how}`,
        {
          kind: 'bedrock-converse',
          model: PROFILE,
          stream,
          guardrail: { id: 'guard1234567', version: '1' },
          latency: 'optimized',
          serviceTier: 'priority',
          cachePoint: '5m',
        },
      ],
      [
        `Converse by a provisioned model's ARN, ${how}`,
        { kind: 'bedrock-converse', model: PROVISIONED, stream },
      ],
      ...Object.entries(MODELS).map(([name, model]): [string, ServiceSpec] => [
        `InvokeModel of ${name}, ${how}`,
        { kind: 'bedrock-invoke', model, stream },
      ]),
      ...(['tgi', 'lmi', 'openai'] as const).map((body): [string, ServiceSpec] => [
        `SageMaker with ${body}, ${how}`,
        { kind: 'sagemaker', endpointName: CONTAINERS[body], body, stream },
      ]),
      [
        `a SageMaker inference component, ${how}`,
        {
          kind: 'sagemaker',
          endpointName: CONTAINERS.lmi,
          inferenceComponent: 'llama',
          sticky: true,
          body: 'lmi',
          stream,
        },
      ],
      ...Object.entries(BEDROCK_URLS).map(([name, address]): [string, ServiceSpec] => [
        `OpenAI chat of ${name}, ${how}`,
        {
          kind: 'openai',
          api: 'chat',
          url: address,
          model: MODELS['gpt-oss'],
          headers: {},
          stream,
        },
      ]),
      ...(['chat', 'completions', 'responses'] as const).map((api): [string, ServiceSpec] => [
        `OpenAI ${api}, ${how}`,
        { kind: 'openai', url, api, model: 'gpt-4o-mini', headers: {}, stream },
      ]),
      [
        `Anthropic, ${how}`,
        { kind: 'anthropic', url: ANTHROPIC, model: 'claude-sonnet-4-5', headers: {}, stream },
      ],
      [`a Lambda function, ${how}`, { ...FUNCTION, answer: stream ? 'delta' : 'answer', stream }],
      [
        `a Lambda function URL, ${how}`,
        { ...API, url: FUNCTION_URL, auth, answer: stream ? 'delta' : 'answer', stream },
      ],
      [`an HTTP API, ${how}`, { ...API, answer: stream ? 'delta' : 'answer', stream }],
    ];
  }),
);

/** Other transports and decoders that a target may choose. */
const VARIANTS: Readonly<Record<string, ServiceSpec>> = Object.fromEntries(
  Object.entries(KINDS).flatMap(([name, service]): [string, ServiceSpec][] => {
    if (service.kind === 'sagemaker' || service.kind === 'lambda') {
      return [[`${name}, decoded by the SDK`, { ...service, decode: 'sdk' }]];
    }
    const isBedrock =
      service.kind === 'bedrock-converse' ||
      (service.kind === 'bedrock-invoke' && service.model === MODELS.anthropic);
    if (!isBedrock) return [];
    return TRANSPORT_KINDS.flatMap((transport): [string, ServiceSpec][] => {
      const variant = `${name}, ${TRANSPORT_WORDS[transport]}`;
      const decoded: [string, ServiceSpec] = [
        `${variant}, decoded by the SDK`,
        { ...service, transport, decode: 'sdk' },
      ];
      return transport === 'http1' ? [decoded] : [[variant, { ...service, transport }], decoded];
    });
  }),
);

const SERVICES = { ...KINDS, ...VARIANTS };

/** One fast machine behind every name, so that the tests need not wait. */
const SUBJECTS = [
  ...Object.values(MODELS),
  PROFILE,
  PROVISIONED,
  ...Object.values(CONTAINERS),
  'gpt-4o-mini',
  'claude-sonnet-4-5',
  'support',
  '/',
  'AGENT12345',
  '/prod/answer',
];
const profiles = Object.fromEntries(SUBJECTS.map((subject) => [subject, 'llama-8b-h100']));

const folder = mkdtempSync(join(tmpdir(), 'proofload-contract-'));
const dataset = join(folder, 'passages.jsonl');
writeFileSync(
  dataset,
  WORDS.map((word) => JSON.stringify({ context: [passageOn(word)] })).join('\n'),
);
afterAll(() => rmSync(folder, { recursive: true }));

async function emulate(faults: readonly Fault[]): Promise<Emulator> {
  const knowledgeBases = { KB12345678: { dataset } };
  return startEmulator({ settings: { profiles, quotas: {}, faults, knowledgeBases }, seed: 1 });
}

let emulator: Emulator;
beforeAll(async () => {
  emulator = await emulate([]);
});
afterAll(() => emulator.close());

const cheap = specOf({ kind: 'bedrock-converse', model: MODELS.nova, stream: true });
const strong = specOf({ kind: 'bedrock-invoke', model: MODELS.anthropic, stream: true });
const both = { parts: { cheap, strong }, kind: 'route' } as const;

/** Routes made of these targets. */
const ROUTES: Readonly<Record<string, RouteSpec>> = {
  'a cascade': { ...both, by: 'cascade', escalate: { refusal: true } },
  'a cascade that escalates': {
    ...both,
    by: 'cascade',
    escalate: { refusal: true, shorterThan: 9999 },
  },
  'a choice by rules': {
    ...both,
    by: 'rules',
    rules: [{ to: 'strong', tags: {} }],
    otherwise: 'cheap',
  },
  'a fallback': { ...both, by: 'fallback', on: ['throttled'] },
  'a cache': { kind: 'route', by: 'cache', parts: { cheap } },
  'a hedge': { ...both, by: 'hedge', after: 5000, cancel: true },
};

const WEB_SOCKET: ServiceSpec = {
  ...API,
  kind: 'websocket',
  url: 'wss://abc.execute-api.us-east-1.amazonaws.com/prod/answer',
  answer: 'delta',
  done: 'done',
};

const BASE = {
  kind: 'knowledge-base',
  knowledgeBaseId: 'KB12345678',
  model: MODELS.nova,
  results: 1,
  filter: {},
} as const;

/** The requests to a knowledge base, and the source of their token counts. */
const KNOWLEDGE: readonly [string, ServiceSpec, Tokens['source']][] = [false, true].flatMap(
  (stream): [string, ServiceSpec, Tokens['source']][] => {
    const how = stream ? 'streamed' : 'whole';
    const agent = {
      kind: 'bedrock-agent',
      agentId: 'AGENT12345',
      agentAliasId: 'ALIAS12345',
    } as const;
    return [
      [`RetrieveAndGenerate, ${how}`, { ...BASE, by: 'generate', stream }, 'estimated'],
      [`Retrieve and Converse, ${how}`, { ...BASE, by: 'converse', stream }, 'reported'],
      [`an agent, ${how}`, { ...agent, stream }, 'reported'],
    ];
  },
);

/** Requests and answers in S3; the bucket exists once something is put into it. */
const ASYNCHRONOUS = (['tgi', 'lmi', 'openai'] as const).map((body): [string, ServiceSpec] => [
  `asynchronous SageMaker with ${body}`,
  {
    kind: 'sagemaker',
    endpointName: CONTAINERS[body],
    body,
    stream: false,
    async: { input: 's3://requests/async/', poll: 20 },
  },
]);

const SPECS: Readonly<Record<string, TargetSpec>> = {
  ...Object.fromEntries(ASYNCHRONOUS.map(([name, each]) => [name, specOf(each)])),
  ...Object.fromEntries(Object.entries(SERVICES).map(([name, each]) => [name, specOf(each)])),
  'a WebSocket API': specOf(WEB_SOCKET),
  ...Object.fromEntries(KNOWLEDGE.map(([name, each]) => [name, specOf(each)])),
  Retrieve: specOf({ ...BASE, by: 'retrieve', stream: false }),
  ...Object.fromEntries(Object.entries(ROUTES).map(([name, each]) => [name, specOf(each)])),
};

const SOURCES: Readonly<Record<string, Tokens['source']>> = {
  ...Object.fromEntries(KNOWLEDGE.map(([name, , source]) => [name, source])),
  Retrieve: 'unknown',
};

for (const [name, spec] of Object.entries(SPECS)) {
  const make = async () => {
    const target = await createTarget(spec, wiringOf(emulator.url));
    const unreachable = await createTarget(spec, wiringOf('http://127.0.0.1:1'));
    return {
      target,
      unreachable,
      async close() {
        await Promise.all([target.close(), unreachable.close()]);
      },
    };
  };
  targetContract(name, make, {
    source: SOURCES[name] ?? 'reported',
    keepsWarm: !transportsOf(spec).includes('http2-each'),
  });
}

describe.concurrent('requests without a text answer', () => {
  const invoke = (model: string): ServiceSpec => ({ kind: 'bedrock-invoke', model, stream: false });
  const container = (endpointName: string, body: 'tei' | 'tei-rerank'): ServiceSpec => ({
    kind: 'sagemaker',
    endpointName,
    body,
    stream: false,
  });
  it.each<[string, ServiceSpec, RegExp]>([
    ['Titan Embed', invoke('amazon.titan-embed-text-v2:0'), /^1024 dimensions$/],
    ['Cohere Embed', invoke('cohere.embed-english-v3'), /^1024 dimensions$/],
    ['Cohere Rerank', invoke('cohere.rerank-v3-5:0'), /^1: 1\n0: 0$/],
    ['Amazon Rerank', invoke('amazon.rerank-v1:0'), /^1: 1\n0: 0$/],
    ['TEI with embeddings', container('support-embed', 'tei'), /^1024 dimensions$/],
    ['TEI that reranks', container('support-rerank', 'tei-rerank'), /^1: 1\n0: 0$/],
  ])('a request to %s has no output tokens', async (_, service, answer) => {
    const target = await createTarget(specOf(service), wiringOf(emulator.url));
    const context = ['Shoes are blue.', 'Refunds take days.'];
    const reply = await target.ask(queryOf('How long do refunds take?', { context }), callOf());
    await target.close();
    expect(reply).toMatchObject({ outcome: 'ok', tokens: { output: 0, source: 'reported' } });
    expect(reply.answer).toMatch(answer);
  });
});

describe.concurrent('JSON', () => {
  const output = {
    name: 'verdict',
    description: 'Who takes care.',
    schema: {
      type: 'object',
      properties: { desk: { type: 'string' } },
      required: ['desk'],
      additionalProperties: false,
    },
  };
  const able = Object.entries(SERVICES).filter(([name]) =>
    /^(Converse|InvokeModel of (anthropic|nova|gpt-oss)|OpenAI (chat|responses)|Anthropic|SageMaker with openai)/.test(
      name,
    ),
  );

  it.each(able)('%s answers with JSON on request', async (_, service) => {
    const target = await createTarget(specOf(service), wiringOf(emulator.url));
    const reply = await target.ask(queryOf('Who takes care?', { output }), callOf());
    await target.close();
    expect(reply.outcome).toBe('ok');
    expect(JSON.parse(reply.answer)).toEqual({ desk: expect.any(String) as unknown });
  });
});

describe.concurrent('the outcome of a fault', () => {
  const cases: [Fault['kind'], ServiceSpec, Outcome][] = Object.values(SERVICES)
    .filter((service) => 'stream' in service && service.stream)
    .flatMap((service): [Fault['kind'], ServiceSpec, Outcome][] => [
      ['throttle', service, 'throttled'],
      ['server-error', service, 'server_error'],
      ['html-503', service, 'server_error'],
      ['reset', service, 'server_error'],
    ]);
  const streamed = KNOWLEDGE.flatMap(([name, service]) => (/streamed/.test(name) ? [service] : []));
  for (const service of streamed) {
    cases.push(
      ['throttle', service, 'throttled'],
      ['html-503', service, 'server_error'],
      ['reset', service, 'server_error'],
      ['cut-frame', service, 'incomplete'],
      ['bad-crc', service, 'server_error'],
      ['first-frame-exception', service, 'throttled'],
    );
    // A failure behind another service is that service's dependency: the model.
    cases.push(['mid-stream-exception', service, 'model_error']);
  }
  const gateway: ServiceSpec = { ...API, answer: 'answer', stream: false };
  cases.push(
    ['throttle', gateway, 'throttled'],
    ['throttle-day', gateway, 'quota_exhausted'],
    ['model-timeout', gateway, 'timeout'],
    ['html-503', gateway, 'server_error'],
  );
  for (const [name, service] of Object.entries(SERVICES)) {
    if (!('stream' in service) || !service.stream) continue;
    cases.push(
      ['cut-frame', service, 'incomplete'],
      ['clean-early-end', service, 'incomplete'],
      ['model-timeout', service, 'timeout'],
    );
    if (/^(Converse|InvokeModel)/.test(name)) {
      cases.push(
        ['first-frame-exception', service, 'throttled'],
        ['mid-stream-exception', service, 'model_error'],
        ['model-error', service, 'model_error'],
        ['bad-crc', service, 'server_error'],
      );
    }
    if (/SageMaker/.test(name)) {
      cases.push(
        ['mid-stream-exception', service, 'model_error'],
        ['model-error', service, 'model_error'],
        ['bad-crc', service, 'server_error'],
      );
    }
    if (name.startsWith('a Lambda function,')) {
      cases.push(
        ['mid-stream-exception', service, 'server_error'],
        ['bad-crc', service, 'server_error'],
      );
    }
    if (/^(OpenAI|Anthropic|a Lambda function URL)/.test(name)) {
      cases.push(['first-frame-exception', service, 'throttled']);
      cases.push(['mid-stream-exception', service, 'server_error']);
    }
    if (name.startsWith('an HTTP')) {
      cases.push(['first-frame-exception', service, 'throttled']);
      cases.push(['mid-stream-exception', service, 'server_error']);
    }
  }

  for (const [, service] of ASYNCHRONOUS) {
    cases.push(
      ['throttle', service, 'throttled'],
      ['server-error', service, 'server_error'],
      ['html-503', service, 'server_error'],
      ['reset', service, 'server_error'],
      ['model-error', service, 'model_error'],
      ['model-timeout', service, 'timeout'],
    );
  }

  it.each(cases)('the fault %s of %j has the outcome %s', async (kind, service, outcome) => {
    const faulty = await emulate([{ kind, probability: 1 }]);
    const target: Target = await createTarget(specOf(service), wiringOf(faulty.url));
    const context = ['The parcel desk takes care of every parcel within two days.'];
    const question = 'Who takes care of my parcel?';
    const text = `<passage>${context[0]}</passage>\n<question>${question}</question>`;
    const query = queryOf(text, { context, row: { question } });
    const reply = await target.ask(query, callOf());
    await target.close();
    await faulty.close();
    expect({ outcome: reply.outcome, error: reply.error }).toMatchObject({ outcome });
  });
});
