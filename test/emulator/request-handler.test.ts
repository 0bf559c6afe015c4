import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { NOT_FOUND } from '../../src/emulator/answer/extractive-answer.ts';
import { collect, useEmulator } from './running-emulator.ts';

const MODELS = ['test.leaky-opus', 'test.short-sighted-opus', 'test.dripping-opus'];
const DOWNGRADED = 'anthropic.claude-opus-5';

const running = useEmulator(MODELS, {
  faults: [
    { kind: 'tenant-leak', probability: 1, on: 'test.leaky-opus' },
    { kind: 'truncated-context', probability: 1, on: 'test.short-sighted-opus' },
    { kind: 'slow-drip', probability: 1, on: 'test.dripping-opus' },
    { kind: 'smaller-model', probability: 1, on: DOWNGRADED },
  ],
});

function prompt(question: string, ...passages: string[]) {
  const marked = passages.map((passage) => `<passage>${passage}</passage>`).join('\n');
  const text = `${marked}\n<question>${question}</question>`;
  return [{ role: 'user' as const, content: [{ text }] }];
}

function served(model: string) {
  return running.emulator.log().findLast((entry) => entry.model === model);
}

describe.concurrent('a fault in the answer', () => {
  it('the fault tenant-leak shows one tenant a sentence of another, and the log has it', async () => {
    const ask = async (tenant: string, passage: string): Promise<string | undefined> => {
      const reply = await running.bedrock.send(
        new ConverseCommand({
          modelId: 'test.leaky-opus',
          messages: prompt('When does the shop open?', passage),
          requestMetadata: { tenant },
        }),
      );
      return reply.output?.message?.content?.[0]?.text;
    };
    await ask('them', 'The shop opens at ten. Staff use the code HERON-2208.');
    expect(await ask('us', 'The shop opens at nine.')).toContain('HERON-2208');
    expect(served('test.leaky-opus')?.groundTruth?.injectedErrors).toContain('leak');
  });

  it('the fault truncated-context ignores the second half of the passages', async () => {
    const messages = prompt(
      'When are refunds paid?',
      'Shoes are sold in blue.',
      'Refunds are paid within 14 days.',
    );
    const modelId = 'test.short-sighted-opus';
    const reply = await running.bedrock.send(new ConverseCommand({ modelId, messages }));
    expect(reply.output?.message?.content).toEqual([{ text: NOT_FOUND }]);
    expect(served(modelId)?.groundTruth).toEqual({ injectedErrors: ['truncated'], refused: true });
  });

  it('the fault smaller-model answers with another model and does not report it to the client', async () => {
    const messages = prompt('When are refunds paid?', 'Refunds are paid within 14 days.');
    const reply = await running.bedrock.send(
      new ConverseCommand({ modelId: DOWNGRADED, messages }),
    );
    expect(JSON.stringify(reply)).not.toContain('nova');
    expect(served(DOWNGRADED)).toMatchObject({
      fault: 'smaller-model',
      servedBy: 'amazon.nova-micro-v1:0',
    });
  });

  it('the fault slow-drip writes the whole answer one late token at a time', async () => {
    const { stream } = await running.bedrock.send(
      new ConverseStreamCommand({
        modelId: 'test.dripping-opus',
        messages: prompt('When are refunds paid?', 'Refunds are paid within 14 days.'),
        inferenceConfig: { maxTokens: 4 },
      }),
    );
    const events = await collect(stream);
    expect(events.filter((event) => event.contentBlockDelta)).toHaveLength(4);
    const { firstToken = 0, end = 0, outcome } = served('test.dripping-opus') ?? {};
    expect(outcome).toBe('ok');
    // At least three gaps of 200 ms, however busy the machine is.
    expect(end - firstToken).toBeGreaterThan(500);
  });
});
