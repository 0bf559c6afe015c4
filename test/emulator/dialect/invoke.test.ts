import {
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import {
  ANSWER,
  HAIKU,
  PROMPT,
  PROMPT_TOKENS,
  collect,
  joinTexts,
  useEmulator,
} from '../running-emulator.ts';

interface Case {
  readonly model: string;
  readonly body: Record<string, unknown>;
  /** A body without a required member, and the provider's error message. */
  readonly refused: readonly [body: Record<string, unknown>, message: string];
  /** Paths to the text of a complete answer, and to that of one chunk. */
  readonly text: string;
  readonly chunk: string;
  /** Paths to the stop reason, in a complete answer and in the last chunks. */
  readonly stop: string;
  readonly stopPiece: string;
  readonly stopped: string;
}

const MESSAGES = [{ role: 'user', content: PROMPT }];

const CASES: readonly Case[] = [
  {
    model: HAIKU,
    body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: MESSAGES },
    refused: [
      { anthropic_version: 'bedrock-2023-05-31', messages: MESSAGES },
      'max_tokens: Field required',
    ],
    text: 'content.0.text',
    chunk: 'delta.text',
    stop: 'stop_reason',
    stopPiece: 'delta.stop_reason',
    stopped: 'end_turn',
  },
  {
    model: 'meta.llama3-70b-instruct-v1:0',
    body: {
      prompt: `<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n${PROMPT}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`,
      max_gen_len: 100,
    },
    refused: [{ prompt: PROMPT, max_gen_len: 5000 }, 'Malformed input request: #/max_gen_len'],
    text: 'generation',
    chunk: 'generation',
    stop: 'stop_reason',
    stopPiece: 'stop_reason',
    stopped: 'stop',
  },
  {
    model: 'amazon.titan-text-premier-v1:0',
    body: { inputText: `User: ${PROMPT}\nBot:`, textGenerationConfig: { maxTokenCount: 100 } },
    refused: [{}, 'Malformed input request: #/inputText'],
    text: 'results.0.outputText',
    chunk: 'outputText',
    stop: 'results.0.completionReason',
    stopPiece: 'completionReason',
    stopped: 'FINISHED',
  },
  {
    model: 'amazon.nova-lite-v1:0',
    body: {
      schemaVersion: 'messages-v1',
      messages: [{ role: 'user', content: [{ text: PROMPT }] }],
      inferenceConfig: { maxTokens: 100 },
    },
    refused: [{}, "Value at 'messages'"],
    text: 'output.message.content.0.text',
    chunk: 'contentBlockDelta.delta.text',
    stop: 'stopReason',
    stopPiece: 'messageStop.stopReason',
    stopped: 'end_turn',
  },
  {
    model: 'cohere.command-r-v1:0',
    body: {
      message: 'When are refunds paid?',
      documents: [{ title: 'Refunds', snippet: `${ANSWER} Shoes are sold in blue.` }],
    },
    refused: [{}, 'Malformed input request: #/message'],
    text: 'text',
    chunk: 'text',
    stop: 'finish_reason',
    stopPiece: 'finish_reason',
    stopped: 'COMPLETE',
  },
  {
    model: 'mistral.mistral-large-2402-v1:0',
    body: { prompt: `<s>[INST] ${PROMPT} [/INST]`, max_tokens: 100 },
    refused: [{}, 'Malformed input request: #/prompt'],
    text: 'outputs.0.text',
    chunk: 'outputs.0.text',
    stop: 'outputs.0.stop_reason',
    stopPiece: 'outputs.0.stop_reason',
    stopped: 'stop',
  },
  {
    model: 'openai.gpt-oss-120b-1:0',
    body: { messages: MESSAGES, max_completion_tokens: 100 },
    refused: [{}, "Invalid value for 'messages'"],
    text: 'choices.0.message.content',
    chunk: 'choices.0.delta.content',
    stop: 'choices.0.finish_reason',
    stopPiece: 'choices.0.finish_reason',
    stopped: 'stop',
  },
];

const running = useEmulator(CASES.map(({ model }) => model));

describe.concurrent.each(CASES)('InvokeModel of $model', ({ model, body, refused, ...read }) => {
  const input = {
    modelId: model,
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify(body),
  };

  it('InvokeModel answers in the provider’s format', async () => {
    const reply = await running.bedrock.send(new InvokeModelCommand(input));
    const json: unknown = JSON.parse(reply.body.transformToString());
    expect(joinTexts([json], read.text)).toBe(ANSWER);
    expect(joinTexts([json], read.stop)).toBe(read.stopped);
  });

  it('InvokeModel streams pieces that join to the answer, with Bedrock’s metrics in the last', async () => {
    const reply = await running.bedrock.send(new InvokeModelWithResponseStreamCommand(input));
    expect(reply.contentType).toBe('application/json');
    const chunks = (await collect(reply.body)).map((event): unknown =>
      JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString()),
    );
    expect(joinTexts(chunks, read.chunk)).toBe(ANSWER);
    expect(joinTexts(chunks, read.stopPiece)).toBe(read.stopped);
    expect(chunks.at(-1)).toMatchObject({
      'amazon-bedrock-invocationMetrics': {
        outputTokenCount: 10,
        firstByteLatency: expect.any(Number),
        invocationLatency: expect.any(Number),
      },
    });
  });

  it('InvokeModel refuses an invalid body with the provider’s message', async () => {
    const [wrong, message] = refused;
    const command = new InvokeModelCommand({ ...input, body: JSON.stringify(wrong) });
    await expect(running.bedrock.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});

describe.concurrent('InvokeModel', () => {
  it('InvokeModel returns latency and tokens in headers', async () => {
    const path = `/model/${encodeURIComponent(HAIKU)}/invoke`;
    const { headers } = await running.post(path, CASES[0]?.body);
    expect(Number(headers.get('x-amzn-bedrock-invocation-latency'))).toBeGreaterThan(0);
    expect(headers.get('x-amzn-bedrock-input-token-count')).toBe(String(PROMPT_TOKENS));
    expect(headers.get('x-amzn-bedrock-output-token-count')).toBe('10');
    expect(headers.get('x-amzn-requestid')).toMatch(/^emulated-/);
  });

  it('InvokeModel accepts a chat body for newer Mistral models', async () => {
    const reply = await running.bedrock.send(
      new InvokeModelCommand({
        modelId: 'mistral.mistral-large-2402-v1:0',
        body: JSON.stringify({ messages: MESSAGES, max_tokens: 100 }),
      }),
    );
    expect(JSON.parse(reply.body.transformToString())).toMatchObject({
      choices: [{ message: { content: ANSWER } }],
    });
  });

  it('InvokeModel fills the tool that an Anthropic body forces', async () => {
    const body = {
      ...CASES[0]?.body,
      tools: [{ name: 'note', input_schema: { properties: { said: { type: 'string' } } } }],
      tool_choice: { type: 'tool', name: 'note' },
    };
    const input = { modelId: HAIKU, body: JSON.stringify(body) };
    const response = await running.bedrock.send(new InvokeModelCommand(input));
    expect(JSON.parse(response.body.transformToString())).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'note', input: { said: ANSWER } }],
    });
    const streamed = await running.bedrock.send(new InvokeModelWithResponseStreamCommand(input));
    const chunks = (await collect(streamed.body)).map((event): unknown =>
      JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString()),
    );
    expect(JSON.parse(joinTexts(chunks, 'delta.partial_json'))).toEqual({ said: ANSWER });
  });
});
