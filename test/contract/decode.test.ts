import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import type { Fault } from '../../src/scenario/emulator/fault-schema.ts';
import type { SdkOptions } from '../../src/scenario/target/sdk-options.ts';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';

const MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0';
const BASE = {
  kind: 'knowledge-base',
  knowledgeBaseId: 'KB12345678',
  model: 'amazon.nova-lite-v1:0',
  results: 1,
  filter: {},
} as const;
const FUNCTION = {
  kind: 'lambda',
  functionName: 'support',
  body: { question: '{{ question }}', passages: '{{ context | join: "\n\n" }}' },
  usage: { input: 'usage.inputTokens', output: 'usage.outputTokens' },
} as const;

/** Every service that is called through an SDK client. */
const SERVICES: readonly [string, Extract<ServiceSpec, SdkOptions>][] = [
  ...[true, false].flatMap((stream): [string, Extract<ServiceSpec, SdkOptions>][] => {
    const how = stream ? 'streamed' : 'whole';
    return [
      [`Converse, ${how}`, { kind: 'bedrock-converse', model: MODEL, stream }],
      [`InvokeModel, ${how}`, { kind: 'bedrock-invoke', model: MODEL, stream }],
      ...(['tgi', 'lmi', 'openai'] as const).map(
        (body): [string, Extract<ServiceSpec, SdkOptions>] => [
          `SageMaker with ${body}, ${how}`,
          { kind: 'sagemaker', endpointName: `support-${body}`, body, stream },
        ],
      ),
      [`a Lambda function, ${how}`, { ...FUNCTION, answer: stream ? 'delta' : 'answer', stream }],
      [`RetrieveAndGenerate, ${how}`, { ...BASE, by: 'generate', stream }],
      [`Retrieve and Converse, ${how}`, { ...BASE, by: 'converse', stream }],
      [
        `an agent, ${how}`,
        { kind: 'bedrock-agent', agentId: 'AGENT12345', agentAliasId: 'ALIAS12345', stream },
      ],
    ];
  }),
  ['Retrieve', { ...BASE, by: 'retrieve', stream: false }],
];

const folder = mkdtempSync(join(tmpdir(), 'proofload-decode-'));
const dataset = join(folder, 'passages.jsonl');
const passage = 'The parcel desk takes care of every parcel within two days.';
writeFileSync(dataset, JSON.stringify({ context: [passage] }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Calls an emulator with the same seed, so that both decoders get the same answer. */
async function ask(service: ServiceSpec, fault?: Fault['kind']): Promise<Reply> {
  const faults = fault === undefined ? [] : [{ kind: fault, probability: 1 }];
  const settings = {
    profiles: {},
    quotas: {},
    faults,
    knowledgeBases: { KB12345678: { dataset } },
  };
  const emulator = await startEmulator({ settings, seed: 7 });
  const target = await createTarget(specOf(service), wiringOf(emulator.url));
  const question = 'Who takes care of my parcel?';
  const text = `<passage>${passage}</passage>\n<question>${question}</question>`;
  try {
    return await target.ask(queryOf(text, { context: [passage], row: { question } }), callOf());
  } finally {
    await target.close();
    await emulator.close();
  }
}

function resultOf({ outcome, error, answer, tokens, stopReason, chunks, citations }: Reply) {
  return { outcome, error, answer, tokens, stopReason, chunks, citations };
}

describe.concurrent('a target that decodes by the SDK', () => {
  it.each(SERVICES)(
    'the SDK decodes %s to the same reply as the wire decoder, with later timestamps',
    async (_, service) => {
      const [wire, sdk] = await Promise.all([ask(service), ask({ ...service, decode: 'sdk' })]);
      expect(wire).toMatchObject({ outcome: 'ok' });
      expect(wire).not.toHaveProperty('seen');
      expect(resultOf(sdk)).toEqual(resultOf(wire));
      const { stamps, seen } = sdk;
      expect(seen?.firstVisible).toBeGreaterThanOrEqual(stamps.firstVisible ?? Infinity);
      expect(seen?.lastToken).toBeGreaterThanOrEqual(stamps.lastToken ?? Infinity);
      expect(seen?.end).toBeGreaterThanOrEqual(seen?.lastToken ?? Infinity);
    },
  );

  const faults: readonly Fault['kind'][] = [
    'throttle',
    'html-503',
    'reset',
    'cut-frame',
    'clean-early-end',
    'bad-crc',
    'first-frame-exception',
    'mid-stream-exception',
  ];
  const streams = SERVICES.filter(([name]) =>
    /^(Converse|InvokeModel|SageMaker.*tgi), str/.test(name),
  );
  it.each(faults.flatMap((fault) => streams.map(([name, service]) => ({ fault, name, service }))))(
    'the SDK fails on $fault of $name as the wire decoder does',
    async ({ fault, service }) => {
      const [wire, sdk] = await Promise.all([
        ask(service, fault),
        ask({ ...service, decode: 'sdk' }, fault),
      ]);
      expect(wire.outcome).not.toBe('ok');
      expect(resultOf(sdk)).toEqual(resultOf(wire));
      expect(sdk.seen?.end).toBeGreaterThanOrEqual(sdk.stamps.sent ?? Infinity);
    },
  );
});
