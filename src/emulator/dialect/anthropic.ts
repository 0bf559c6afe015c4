import { z } from 'zod';
import { countedInput, type ModelReply } from '../answer/model-reply.ts';
import { cacheMarks, FIVE_MINUTES, ONE_HOUR, writtenFor } from '../prompt/cached-input.ts';
import { content, readBody } from './body.ts';
import { completeJson } from './converse.ts';
import type { ServerDialect, StreamEvent } from './dialect.ts';

const request = z.looseObject({
  anthropic_version: z.string({ error: required }),
  max_tokens: z.number({ error: required }).int().positive(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content }), {
    error: required,
  }),
  system: content.optional(),
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.unknown() })).optional(),
  tool_choice: z.looseObject({ type: z.string(), name: z.string().optional() }).optional(),
});

function required(issue: { readonly input?: unknown }): string | undefined {
  return issue.input === undefined ? 'Field required' : undefined;
}

/** Anthropic's Messages format, in InvokeModel. */
export const anthropicServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, (member, complaint) => `${member}: ${complaint}`);
    const forced = read.tool_choice?.type === 'tool' ? read.tool_choice.name : undefined;
    const tool = read.tools?.find(({ name }) => name === forced);
    return {
      system: read.system ?? '',
      messages: read.messages.map(({ role, content: text }) => ({ role, text })),
      maxTokens: read.max_tokens,
      output: tool && { name: tool.name, schema: tool.input_schema },
      cacheMarks: cacheMarks(body),
    };
  },
  body: (reply) => ({
    ...message(reply),
    content: [
      {
        ...block(reply),
        ...(reply.modelRequest.output ? { input: completeJson(reply.text) } : { text: reply.text }),
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
        reply.modelRequest.output === undefined
          ? { type: 'text_delta', text }
          : { type: 'input_json_delta', partial_json: text },
    }),
  closing: (reply) => [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: { output_tokens: reply.outputTokens },
    }),
    event('message_stop', {}),
  ],
};

function event(type: string, members: Record<string, unknown>): StreamEvent {
  return { type: 'chunk', data: { type, ...members } };
}

function message({ id, model }: ModelReply): Record<string, unknown> {
  return { id, type: 'message', role: 'assistant', model, stop_sequence: null };
}

function block({ id, modelRequest }: ModelReply): Record<string, unknown> {
  if (modelRequest.output === undefined) return { type: 'text', text: '' };
  return { type: 'tool_use', id: `${id}-tool`, name: modelRequest.output.name, input: {} };
}

function stopReason({ truncated, modelRequest }: ModelReply): string {
  if (truncated) return 'max_tokens';
  return modelRequest.output === undefined ? 'end_turn' : 'tool_use';
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
