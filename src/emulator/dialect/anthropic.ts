import { z } from 'zod';
import { calledTool } from '../answer/called-tool.ts';
import { countedInput, type ModelReply, toolName } from '../answer/model-reply.ts';
import { cacheMarks, FIVE_MINUTES, ONE_HOUR, writtenFor } from '../prompt/cached-input.ts';
import type { ModelRequest, RequestedOutput } from '../prompt/model-request.ts';
import { content, readBody } from './base/body.ts';
import { completeJson } from './converse.ts';
import { InvalidRequest, type ServerDialect, type StreamEvent } from './base/dialect.ts';
import { messageContent } from './base/message-content.ts';

const request = z.looseObject({
  anthropic_version: z.string({ error: required }),
  max_tokens: z.number({ error: required }).int().positive(),
  messages: z.array(
    z.looseObject({ role: z.enum(['user', 'assistant']), content: messageContent }),
    { error: required },
  ),
  system: content.optional(),
  tools: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        input_schema: z.unknown(),
      }),
    )
    .optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.enum(['auto', 'any', 'none']) }),
      z.looseObject({ type: z.literal('tool'), name: z.string() }),
    ])
    .optional(),
  output_config: z
    .looseObject({
      format: z.looseObject({ type: z.string(), schema: z.unknown() }).optional(),
    })
    .optional(),
  stop_sequences: z.array(z.string()).optional(),
});

function required(issue: { readonly input?: unknown }): string | undefined {
  return issue.input === undefined ? 'Field required' : undefined;
}

/** Anthropic's Messages format, in InvokeModel. */
export const anthropicServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, (member, complaint) => `${member}: ${complaint}`);
    const messages = read.messages.map(({ role, content: { text, toolResult } }) => ({
      role,
      text,
      toolResult,
    }));
    return {
      system: read.system ?? '',
      messages,
      maxTokens: read.max_tokens,
      output: toolOf(read, messages) ?? formatOf(read),
      stopSequences: read.stop_sequences,
      cacheMarks: cacheMarks(body),
    };
  },
  body: (reply) => ({
    ...message(reply),
    stop_sequence: reply.stopSequence ?? null,
    content: [
      {
        ...block(reply),
        ...(toolName(reply) === undefined
          ? { text: reply.text }
          : { input: completeJson(reply.text) }),
      },
    ],
    stop_reason: stopReason(reply),
    usage: usage(reply, reply.outputTokens),
  }),
  opening: (reply) => [
    event('message_start', {
      message: { ...message(reply), content: [], stop_reason: null, usage: usage(reply, 1) },
    }),
    event('content_block_start', { index: 0, content_block: block(reply) }),
  ],
  chunk: (reply, text) =>
    event('content_block_delta', {
      index: 0,
      delta:
        toolName(reply) === undefined
          ? { type: 'text_delta', text }
          : { type: 'input_json_delta', partial_json: text },
    }),
  closing: (reply) => [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: stopReason(reply), stop_sequence: reply.stopSequence ?? null },
      usage: { output_tokens: reply.outputTokens },
    }),
    event('message_stop', {}),
  ],
};

function event(type: string, members: Record<string, unknown>): StreamEvent {
  return { type: 'chunk', data: { type, ...members } };
}

/** Returns the tool that the answer calls; undefined if it calls none. */
function toolOf(
  { tools = [], tool_choice: choice }: z.output<typeof request>,
  messages: ModelRequest['messages'],
): RequestedOutput | undefined {
  const offered = tools.map(({ input_schema: schema, ...tool }) => ({ ...tool, schema }));
  const wanted = choice?.type === 'tool' ? choice : (choice?.type ?? 'auto');
  const called = calledTool(offered, wanted, messages);
  if (choice?.type === 'tool' && called === undefined) {
    throw new InvalidRequest(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  }
  return called && { kind: 'tool', name: called.name, schema: called.schema };
}

function formatOf({
  output_config: config,
}: z.output<typeof request>): RequestedOutput | undefined {
  const { type, schema } = config?.format ?? {};
  return type === 'json_schema' ? { kind: 'format', name: 'answer', schema } : undefined;
}

function message({ id, model }: ModelReply): Record<string, unknown> {
  return { id, type: 'message', role: 'assistant', model, stop_sequence: null };
}

function block(reply: ModelReply): Record<string, unknown> {
  const name = toolName(reply);
  if (name === undefined) return { type: 'text', text: '' };
  return { type: 'tool_use', id: `${reply.id}-tool`, name, input: {} };
}

function stopReason(reply: ModelReply): string {
  if (reply.truncated) return 'max_tokens';
  if (reply.stopSequence !== undefined) return 'stop_sequence';
  return toolName(reply) === undefined ? 'end_turn' : 'tool_use';
}

function usage(reply: ModelReply, outputTokens: number): Record<string, unknown> {
  const { read, write, written } = reply.cached;
  return {
    input_tokens: countedInput(reply),
    cache_creation_input_tokens: write,
    cache_read_input_tokens: read,
    cache_creation: {
      ephemeral_5m_input_tokens: writtenFor(FIVE_MINUTES, written),
      ephemeral_1h_input_tokens: writtenFor(ONE_HOUR, written),
    },
    output_tokens: outputTokens,
  };
}
