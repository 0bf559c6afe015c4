import { z } from 'zod';
import { calledTool } from '../answer/called-tool.ts';
import { type ModelReply, toolName } from '../answer/model-reply.ts';
import {
  type PromptMessage,
  type RequestedOutput,
  UNLIMITED_TOKENS,
} from '../prompt/model-request.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import { content, readBody, tokenCount } from './base/body.ts';
import { openAiToolChoice, refusedValue } from './chat.ts';
import { InvalidRequest, type ServerDialect, type StreamEvent } from './base/dialect.ts';

const request = z.looseObject({
  input: z.union([
    z.string().transform((text) => [{ role: 'user' as const, content: text }]),
    z
      .array(
        z.union([
          z.looseObject({
            role: z.enum(['system', 'developer', 'user', 'assistant']),
            content,
          }),
          z
            .looseObject({ type: z.literal('function_call_output'), output: z.string() })
            .transform(({ output }) => ({ role: 'tool' as const, content: output })),
          z
            .looseObject({ type: z.enum(['function_call', 'reasoning']) })
            .transform(() => ({ role: 'assistant' as const, content: '' })),
        ]),
      )
      .min(1),
  ]),
  instructions: z.string().nullish(),
  max_output_tokens: tokenCount.nullish(),
  stream: z.boolean().nullish(),
  text: z
    .looseObject({
      format: z
        .looseObject({ type: z.string(), name: z.string().optional(), schema: z.unknown() })
        .optional(),
    })
    .nullish(),
  tools: z
    .array(
      z.looseObject({
        type: z.string(),
        name: z.string().optional(),
        description: z.string().nullish(),
        parameters: z.unknown(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.looseObject({ type: z.literal('function'), name: z.string() }),
    ])
    .nullish(),
});

/** The format of OpenAI's Responses API. */
export const responsesServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, refusedValue);
    const isSystemMessage = ({ role }: { role: string }): boolean =>
      role === 'system' || role === 'developer';
    const instructions = read.input.filter(isSystemMessage).map(({ content: text }) => text);
    const messages = read.input
      .filter((message) => !isSystemMessage(message))
      .map(({ role, content: text }): PromptMessage => {
        if (role === 'tool') {
          return { role: 'user', text: asSection('passage', text), toolResult: true };
        }
        return { role: role === 'assistant' ? role : 'user', text };
      });
    return {
      system: [read.instructions ?? '', ...instructions].filter((text) => text !== '').join('\n'),
      messages,
      maxTokens: read.max_output_tokens ?? UNLIMITED_TOKENS,
      stream: read.stream ?? undefined,
      output: toolOf(read, messages) ?? formatOf(read),
    };
  },
  body: (reply) => finished(reply),
  opening: (reply) => [
    event('response.created', { response: envelope(reply, 'in_progress', []) }),
    event('response.output_item.added', { output_index: 0, item: item(reply, '') }),
    ...(toolName(reply) === undefined
      ? [
          event('response.content_part.added', {
            output_index: 0,
            content_index: 0,
            part: { type: 'output_text', text: '', annotations: [] },
          }),
        ]
      : []),
  ],
  chunk: (reply, delta) =>
    toolName(reply) === undefined
      ? event('response.output_text.delta', { output_index: 0, content_index: 0, delta })
      : event('response.function_call_arguments.delta', {
          item_id: itemId(reply),
          output_index: 0,
          delta,
        }),
  closing: (reply) => [
    ...(toolName(reply) === undefined
      ? [
          event('response.output_text.done', {
            output_index: 0,
            content_index: 0,
            text: reply.text,
          }),
        ]
      : [
          event('response.function_call_arguments.done', {
            item_id: itemId(reply),
            output_index: 0,
            arguments: reply.text,
          }),
          event('response.output_item.done', { output_index: 0, item: item(reply, reply.text) }),
        ]),
    event(reply.truncated ? 'response.incomplete' : 'response.completed', {
      response: finished(reply),
    }),
  ],
};

type ResponsesRequest = z.output<typeof request>;

/** Returns the tool that the answer calls; undefined if it calls none. */
function toolOf(
  { tools, tool_choice: choice }: ResponsesRequest,
  messages: readonly PromptMessage[],
): RequestedOutput | undefined {
  const offered = (tools ?? []).flatMap(({ type, name, description, parameters }) =>
    type === 'function' && name !== undefined
      ? { name, description: description ?? undefined, schema: parameters }
      : [],
  );
  const wanted = openAiToolChoice(choice);
  const called = calledTool(offered, wanted, messages);
  if (typeof wanted === 'object' && called === undefined) {
    throw new InvalidRequest(`Tool choice '${wanted.name}' not found in 'tools' parameter.`);
  }
  return called && { kind: 'tool', name: called.name, schema: called.schema };
}

function formatOf({ text }: ResponsesRequest): RequestedOutput | undefined {
  const { type, name = 'answer', schema } = text?.format ?? {};
  return type === 'json_schema' ? { kind: 'format', name, schema } : undefined;
}

function event(type: string, members: Record<string, unknown>): StreamEvent {
  return { type, data: { type, ...members } };
}

function finished(reply: ModelReply): Record<string, unknown> {
  const { truncated, inputTokens, outputTokens, cached } = reply;
  return {
    ...envelope(reply, truncated ? 'incomplete' : 'completed', [item(reply, reply.text)]),
    incomplete_details: truncated ? { reason: 'max_output_tokens' } : null,
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cached.read, cache_write_tokens: cached.write },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

function envelope(
  { id, created, model }: ModelReply,
  status: string,
  output: readonly unknown[],
): Record<string, unknown> {
  return { id, object: 'response', created_at: created, model, status, error: null, output };
}

/** Returns the output item: the call of a tool, or a message. */
function item(reply: ModelReply, text: string): Record<string, unknown> {
  const status = text === '' ? 'in_progress' : 'completed';
  const name = toolName(reply);
  if (name !== undefined) {
    const callId = `${reply.id}-tool`;
    return {
      id: itemId(reply),
      type: 'function_call',
      call_id: callId,
      name,
      arguments: text,
      status,
    };
  }
  return {
    id: itemId(reply),
    type: 'message',
    role: 'assistant',
    status,
    content: text === '' ? [] : [{ type: 'output_text', text, annotations: [] }],
  };
}

function itemId(reply: ModelReply): string {
  return `${reply.id}-${toolName(reply) === undefined ? 'message' : 'call'}`;
}
