import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RouteSpec, ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';
import { type ClosingServer, startClosingServer } from './closing-server.ts';

const CLAUDE = 'us.anthropic.claude-3-haiku-20240307-v1:0';
const API = 'https://support.execute-api.us-east-1.amazonaws.com/prod/answer';
const api = { body: { question: '{{ question }}' }, answer: 'delta', usage: {}, stream: true };

const chat: ServiceSpec = {
  kind: 'openai',
  api: 'chat',
  url: 'https://api.openai.com/v1',
  model: 'gpt-4o-mini',
  headers: {},
  stream: true,
};

const SERVICES: readonly (readonly [string, ServiceSpec | RouteSpec])[] = [
  ['Converse', { kind: 'bedrock-converse', model: CLAUDE, stream: true }],
  [
    'Converse, decoded by the SDK',
    { kind: 'bedrock-converse', model: CLAUDE, stream: true, decode: 'sdk' },
  ],
  ['InvokeModel', { kind: 'bedrock-invoke', model: CLAUDE, stream: true }],
  ['InvokeModel, whole', { kind: 'bedrock-invoke', model: CLAUDE, stream: false }],
  ['SageMaker', { kind: 'sagemaker', endpointName: 'support-tgi', body: 'tgi', stream: true }],
  ['OpenAI chat', chat],
  ['OpenAI chat, whole', { ...chat, stream: false }],
  [
    'Anthropic',
    {
      kind: 'anthropic',
      url: 'https://api.anthropic.com/v1',
      model: 'claude-sonnet-4-5',
      headers: {},
      stream: true,
    },
  ],
  ['an HTTP API', { kind: 'http', url: API, headers: {}, ...api }],
  ['Lambda', { kind: 'lambda', functionName: 'support', ...api }],
  [
    'a route',
    { kind: 'route', by: 'fallback', on: [], parts: { first: specOf(chat), second: specOf(chat) } },
  ],
];

const SUBJECTS = [
  CLAUDE,
  'support-tgi',
  'gpt-4o-mini',
  'claude-sonnet-4-5',
  'support',
  '/',
  '/prod/answer',
];

describe('a server that announces keep-alive and closes each connection after its answer', () => {
  let emulator: Emulator;
  let server: ClosingServer;

  beforeAll(async () => {
    const profiles = Object.fromEntries(SUBJECTS.map((subject) => [subject, 'stand-in-judge']));
    emulator = await startEmulator({ settings: { profiles, quotas: {}, faults: [] }, seed: 1 });
    server = await startClosingServer(emulator.url);
  });
  afterAll(async () => {
    server.close();
    await emulator.close();
  });

  async function askAll(service: ServiceSpec | RouteSpec, each: number): Promise<Reply[]> {
    const target = await createTarget(specOf(service), wiringOf(server.url));
    const replies: Reply[] = [];
    const user = async (): Promise<void> => {
      for (let n = 0; n < each; n++) {
        replies.push(
          await target.ask(queryOf('When are refunds paid?', { maxTokens: 4 }), callOf()),
        );
      }
    };
    try {
      await Promise.all([user(), user(), user(), user()]);
    } finally {
      await target.close();
    }
    return replies;
  }

  it('none of 100 requests, 4 at a time, fails at a server that closes after each answer', async () => {
    const before = server.passedOn;
    const replies = await askAll(chat, 25);
    expect(replies.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(replies).toHaveLength(100);
    // Lost requests never reached the service: none was answered twice.
    expect(server.passedOn - before).toBe(100);
  });

  it.each(SERVICES)(
    'no request to %s fails at a server that closes after each answer',
    async (_, service) => {
      const replies = await askAll(service, 3);
      expect(replies.map(({ outcome, error }) => error ?? outcome)).toEqual(Array(12).fill('ok'));
    },
  );
});
