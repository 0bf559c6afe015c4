import { z } from 'zod';
import { calledTool, type OfferedChoice } from '../answer/called-tool.ts';
import { type ModelReply, toolName } from '../answer/model-reply.ts';
import {
  type PromptMessage,
  type RequestedOutput,
  UNLIMITED_TOKENS,
} from '../prompt/model-request.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import { content, readBody, tokenCount } from './base/body.ts';
import { InvalidRequest, type ServerDialect, type StreamEvent } from './base/dialect.ts';

const request = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        // An assistant's message that calls tools has none.
        content: content.nullish().transform((text) => text ?? ''),
      }),
    )
    .min(1),
  max_tokens: tokenCount.nullish(),
  max_completion_tokens: tokenCount.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  response_format: z
    .looseObject({
      type: z.string().optional(),
      json_schema: z.looseObject({ name: z.string(), schema: z.unknown() }).optional(),
    })
    .nullish(),
  tools: z
    .array(
      z.looseObject({
        function: z
          .looseObject({
            name: z.string(),
            description: z.string().optional(),
            parameters: z.unknown(),
          })
          .optional(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.looseObject({ function: z.looseObject({ name: z.string() }) }),
    ])
    .nullish(),
  stop: z.union([z.string().transform((text) => [text]), z.array(z.string())]).nullish(),
});

type ChatRequest = z.output<typeof request>;

/** OpenAI's chat format: its own route, newer models in InvokeModel, vLLM on SageMaker. */
export const chatServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, refusedValue);
    const isSystemMessage = ({ role }: { role: string }): boolean =>
      role === 'system' || role === 'developer';
    const messages = read.messages
      .filter((message) => !isSystemMessage(message))
      .map(({ role, content: text }): PromptMessage => {
        if (role === 'tool') {
          return { role: 'user', text: asSection('passage', text), toolResult: true };
        }
        return { role: role === 'assistant' ? role : 'user', text };
      });
    return {
      system: read.messages
        .filter(isSystemMessage)
        .map(({ content: text }) => text)
        .join('\n'),
      messages,
      maxTokens: read.max_completion_tokens ?? read.max_tokens ?? UNLIMITED_TOKENS,
      stream: read.stream ?? undefined,
      includeUsage: read.stream_options?.include_usage,
      output: toolOf(read, messages) ?? formatOf(read),
      stopSequences: read.stop ?? undefined,
    };
  },
  body: (reply) => ({
    ...envelope(reply, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          ...(toolName(reply) === undefined
            ? { content: reply.text }
            : { content: null, tool_calls: [toolCall(reply, reply.text)] }),
        },
        logprobs: null,
        finish_reason: finishReason(reply),
      },
    ],
    usage: usage(reply),
  }),
  opening: (reply) => [
    delta(
      reply,
      toolName(reply) === undefined
        ? { role: 'assistant', content: '' }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [{ index: 0, ...toolCall(reply, '') }],
          },
      null,
    ),
  ],
  chunk: (reply, text) =>
    delta(
      reply,
      toolName(reply) === undefined
        ? { content: text }
        : { tool_calls: [{ index: 0, function: { arguments: text } }] },
      null,
    ),
  closing: (reply) =>
    counted(reply, delta(reply, {}, finishReason(reply)), 'chat.completion.chunk'),
};

/** Returns the tool that the answer calls; undefined if it calls none. */
function toolOf(
  { tools, tool_choice: choice }: ChatRequest,
  messages: readonly PromptMessage[],
): RequestedOutput | undefined {
  const offered = (tools ?? []).flatMap(({ function: tool }) =>
    tool === undefined ? [] : { ...tool, schema: tool.parameters },
  );
  const wanted = openAiToolChoice(typeof choice === 'object' ? choice?.function : choice);
  const called = calledTool(offered, wanted, messages);
  if (typeof wanted === 'object' && called === undefined) {
    throw new InvalidRequest(`Tool choice '${wanted.name}' not found in 'tools' parameter.`);
  }
  return called && { kind: 'tool', name: called.name, schema: called.schema };
}

/** Translates OpenAI's tool choice; `auto` if absent. */
export function openAiToolChoice(
  choice: 'auto' | 'none' | 'required' | { readonly name: string } | null | undefined,
): OfferedChoice {
  return choice === 'required' ? 'any' : (choice ?? 'auto');
}

function formatOf({ response_format: format }: ChatRequest): RequestedOutput | undefined {
  if (format?.json_schema !== undefined) return { kind: 'format', ...format.json_schema };
  return format?.type === 'json_object' ? ANY_OBJECT : undefined;
}

/** The answer of OpenAI's JSON mode, whose members the prompt describes. */
const ANY_OBJECT: RequestedOutput = {
  kind: 'format',
  name: 'answer',
  schema: { type: 'object', properties: { answer: { type: 'string' } } },
};

function toolCall(reply: ModelReply, json: string): Record<string, unknown> {
  return {
    id: `${reply.id}-tool`,
    type: 'function',
    function: { name: toolName(reply), arguments: json },
  };
}

/** Words an invalid member as OpenAI does. */
export function refusedValue(member: string, complaint: string): string {
  return `Invalid value for '${member}': ${complaint}`;
}

/**
 * Returns the last events of a stream, with token counts before `[DONE]` where they are requested.
 */
export function counted(
  reply: ModelReply,
  end: StreamEvent,
  object: string,
): readonly StreamEvent[] {
  const done: StreamEvent = { type: 'chunk', data: '[DONE]' };
  if (reply.modelRequest.includeUsage !== true) return [end, done];
  const totals = { ...envelope(reply, object), choices: [], usage: usage(reply) };
  return [end, { type: 'chunk', data: totals }, done];
}

function delta(
  reply: ModelReply,
  members: Record<string, unknown>,
  finish_reason: string | null,
): StreamEvent {
  return {
    type: 'chunk',
    data: {
      ...envelope(reply, 'chat.completion.chunk'),
      choices: [{ index: 0, delta: members, finish_reason }],
    },
  };
}

export function envelope(
  { id, created, model }: ModelReply,
  object: string,
): Record<string, unknown> {
  return { id, object, created, model };
}

export function finishReason(reply: ModelReply): string {
  if (reply.intervention !== undefined) return 'content_filter';
  if (reply.truncated) return 'length';
  return toolName(reply) === undefined ? 'stop' : 'tool_calls';
}

export function usage({ inputTokens, outputTokens, cached }: ModelReply): Record<string, unknown> {
  return {
    prompt_tokens: inputTokens,
    prompt_tokens_details: { cached_tokens: cached.read, cache_write_tokens: cached.write },
    completion_tokens_details: { reasoning_tokens: 0 },
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}
