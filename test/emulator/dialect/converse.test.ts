import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { ANSWER, HAIKU, PROMPT, PROMPT_TOKENS, collect, useEmulator } from '../running-emulator.ts';

const running = useEmulator([HAIKU]);

const ASKED: ConverseCommandInput = {
  modelId: HAIKU,
  messages: [{ role: 'user', content: [{ text: PROMPT }] }],
  inferenceConfig: { maxTokens: 100 },
};

const FORCED: ConverseCommandInput = {
  ...ASKED,
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: 'note',
          inputSchema: { json: { type: 'object', properties: { said: { type: 'string' } } } },
        },
      },
    ],
    toolChoice: { tool: { name: 'note' } },
  },
};

describe.concurrent('Converse', () => {
  it('Converse answers with text, usage and latency', async () => {
    const reply = await running.bedrock.send(new ConverseCommand(ASKED));
    expect(reply.output?.message).toEqual({ role: 'assistant', content: [{ text: ANSWER }] });
    expect(reply.stopReason).toBe('end_turn');
    expect(reply.usage).toMatchObject({ inputTokens: PROMPT_TOKENS, outputTokens: 10 });
    expect(reply.metrics?.latencyMs).toBeGreaterThan(0);
    expect(reply.$metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect(reply.$metadata.requestId).toMatch(/^emulated-/);
  });

  it('Converse cuts the answer at maxTokens', async () => {
    const cut = { ...ASKED, inferenceConfig: { maxTokens: 4 } };
    const reply = await running.bedrock.send(new ConverseCommand(cut));
    expect(reply.output?.message?.content).toEqual([{ text: 'Refunds are paid within' }]);
    expect(reply.stopReason).toBe('max_tokens');
  });

  it('Converse fills the input of a forced tool', async () => {
    const reply = await running.bedrock.send(new ConverseCommand(FORCED));
    expect(reply.stopReason).toBe('tool_use');
    expect(reply.output?.message?.content?.[0]?.toolUse).toMatchObject({
      name: 'note',
      input: { said: ANSWER },
    });
  });

  it.each<[string, Partial<ConverseCommandInput>, string]>([
    ['no messages', { messages: [] }, "Value at 'messages'"],
    [
      'a blank text',
      { messages: [{ role: 'user', content: [{ text: 'Hi.' }, { text: ' ' }] }] },
      'The text field in the ContentBlock object at messages.0.content.1 is blank.',
    ],
    [
      'an assistant who speaks first',
      { messages: [{ role: 'assistant', content: [{ text: 'Hello.' }] }] },
      'must start with a user message',
    ],
    ['an unknown model', { modelId: 'haiku' }, 'The provided model identifier is invalid.'],
    [
      'a forced tool that is not there',
      { toolConfig: { tools: [], toolChoice: { tool: { name: 'note' } } } },
      'The tool note of toolChoice',
    ],
  ])('Converse refuses %s', async (_, change, message) => {
    const refused = running.bedrock.send(new ConverseCommand({ ...ASKED, ...change }));
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});

describe.concurrent('ConverseStream', () => {
  it('ConverseStream sends Bedrock’s events in order, metadata last', async () => {
    const { stream } = await running.bedrock.send(new ConverseStreamCommand(ASKED));
    const events = await collect(stream);
    const names = events.map((event) => Object.keys(event)[0]);
    expect([...new Set(names)]).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
    expect(text).toBe(ANSWER);
    expect(events.at(-1)?.metadata?.usage?.outputTokens).toBe(10);
  });

  it('ConverseStream sends the input of a forced tool as pieces of JSON', async () => {
    const { stream } = await running.bedrock.send(new ConverseStreamCommand(FORCED));
    const events = await collect(stream);
    expect(events[1]?.contentBlockStart?.start?.toolUse?.name).toBe('note');
    const chunks = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '');
    expect(JSON.parse(chunks.join(''))).toEqual({ said: ANSWER });
  });

  it('ConverseStream pads every event to a random length', async () => {
    const body = JSON.stringify({
      messages: ASKED.messages,
      inferenceConfig: ASKED.inferenceConfig,
    });
    const path = `/model/${encodeURIComponent(HAIKU)}/converse-stream`;
    const text = await (await running.post(path, body)).text();
    const paddings = [...text.matchAll(/"p":"([^"]+)"/g)].map(([, padding = '']) => padding.length);
    expect(paddings.length).toBe((text.match(/:event-type/g) ?? []).length);
    expect(new Set(paddings).size).toBeGreaterThan(1);
  });
});
