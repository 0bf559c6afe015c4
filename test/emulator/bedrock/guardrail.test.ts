import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../../target/asking.ts';
import { ANSWER, collect, HAIKU, PROMPT, useEmulator } from '../running-emulator.ts';

/** The question and the passages of the answer: guardrails check the messages only. */
const QUESTION = 'When are refunds paid?';
const SYSTEM = PROMPT.slice(0, PROMPT.indexOf('\n'));

const LLAMA = 'meta.llama3-1-8b-instruct-v1:0';
const MESSAGE = 'That is not for us to say.';
const running = useEmulator([HAIKU, LLAMA], {
  guardrails: {
    'gr-input': { denied: ['password', 'when are'], message: MESSAGE },
    'gr-output': { denied: ['of the return'], message: MESSAGE },
    'gr-idle': { denied: ['ever', 'turn'], message: MESSAGE },
  },
});

async function ask(service: ServiceSpec): Promise<Reply> {
  const target = await createTarget(specOf(service), wiringOf(running.emulator.url));
  const reply = await target.ask(queryOf(QUESTION, { system: SYSTEM }), callOf());
  await target.close();
  return reply;
}

const OPERATIONS: readonly (readonly [string, ServiceSpec])[] = [
  ['Converse', { kind: 'bedrock-converse', model: HAIKU, stream: false }],
  ['ConverseStream', { kind: 'bedrock-converse', model: HAIKU, stream: true }],
  ['InvokeModel', { kind: 'bedrock-invoke', model: HAIKU, stream: false }],
  ['InvokeModelWithResponseStream', { kind: 'bedrock-invoke', model: HAIKU, stream: true }],
  ['InvokeModel of another maker', { kind: 'bedrock-invoke', model: LLAMA, stream: false }],
  ['its stream', { kind: 'bedrock-invoke', model: LLAMA, stream: true }],
];

describe.concurrent.each(OPERATIONS)('a guardrail in %s', (_, service) => {
  it.each(['gr-input', 'gr-output'])(
    'a guardrail intervenes by %s, and the client reports it',
    async (id) => {
      const reply = await ask({ ...service, guardrail: { id, version: '1' } } as ServiceSpec);
      expect(reply).toMatchObject({
        outcome: 'ok',
        answer: MESSAGE,
        stopReason: 'guardrail_intervened',
      });
    },
  );

  it('a guardrail does not block a denied word inside another word', async () => {
    const guardrail = { id: 'gr-idle', version: '1' };
    const reply = await ask({ ...service, guardrail } as ServiceSpec);
    expect(reply.answer).toBe(ANSWER);
    expect(reply.stopReason).not.toBe('guardrail_intervened');
  });
});

describe.concurrent('a guardrail', () => {
  const input = {
    modelId: HAIKU,
    system: [{ text: SYSTEM }],
    messages: [{ role: 'user' as const, content: [{ text: QUESTION }] }],
  };
  const word = (match: string): unknown => ({
    wordPolicy: { customWords: [{ match, action: 'BLOCKED', detected: true }] },
  });

  it('a guardrail is traced in Converse where the request enables the trace', async () => {
    const guardrailConfig = { guardrailVersion: '1', trace: 'enabled' as const };
    const stopped = await running.bedrock.send(
      new ConverseCommand({
        ...input,
        guardrailConfig: { ...guardrailConfig, guardrailIdentifier: 'gr-input' },
      }),
    );
    expect(stopped.trace?.guardrail?.inputAssessment).toMatchObject({
      'gr-input': word('When are'),
    });
    expect(stopped.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    const { stream } = await running.bedrock.send(
      new ConverseStreamCommand({
        ...input,
        guardrailConfig: { ...guardrailConfig, guardrailIdentifier: 'gr-output' },
      }),
    );
    const last = (await collect(stream)).at(-1)?.metadata;
    expect(last?.trace?.guardrail?.outputAssessments).toMatchObject({
      'gr-output': [word('of the return')],
    });
    expect(last?.usage?.inputTokens).toBeGreaterThan(0);
  });

  it('a guardrail’s action is in the body of InvokeModel, with its trace where enabled', async () => {
    const invoke = async (id: string): Promise<unknown> => {
      const response = await running.post(
        `/model/${HAIKU}/invoke`,
        {
          anthropic_version: 'bedrock-2023-05-31',
          max_tokens: 50,
          system: SYSTEM,
          messages: [{ role: 'user', content: QUESTION }],
        },
        {
          'x-amzn-bedrock-guardrailidentifier': id,
          'x-amzn-bedrock-guardrailversion': '1',
          'x-amzn-bedrock-trace': 'ENABLED',
        },
      );
      return response.json();
    };
    expect(await invoke('gr-output')).toMatchObject({
      content: [{ type: 'text', text: MESSAGE }],
      'amazon-bedrock-guardrailAction': 'INTERVENED',
      'amazon-bedrock-trace': { guardrail: { outputs: [{ 'gr-output': word('of the return') }] } },
    });
    const passed = await invoke('gr-idle');
    expect(passed).toMatchObject({ 'amazon-bedrock-guardrailAction': 'NONE' });
    expect(passed).not.toHaveProperty('amazon-bedrock-trace');
  });

  it('a guardrail that is not configured is refused where others are', async () => {
    const sent = running.bedrock.send(
      new ConverseCommand({
        ...input,
        guardrailConfig: { guardrailIdentifier: 'gr-unknown', guardrailVersion: '1' },
      }),
    );
    await expect(sent).rejects.toThrow('guardrail identifier or version');
  });
});
