import { z } from 'zod';
import { isObject, membersOf } from '../../json/json-object.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { calledTool } from '../answer/called-tool.ts';
import { countedInput, type ModelReply, type Timing, toolName } from '../answer/model-reply.ts';
import { cacheMarks, type CachedInput, ONE_HOUR } from '../prompt/cached-input.ts';
import { converseTrace } from '../prompt/intervention.ts';
import {
  UNLIMITED_TOKENS,
  type ModelRequest,
  type RequestedOutput,
} from '../prompt/model-request.ts';
import { content, readBody, tokenCount } from './base/body.ts';
import { InvalidRequest, type ServerDialect, type StreamEvent } from './base/dialect.ts';
import { messageContent } from './base/message-content.ts';

const request = z.looseObject({
  messages: z
    .array(z.looseObject({ role: z.enum(['user', 'assistant']), content: messageContent }))
    .min(1),
  system: content.optional(),
  inferenceConfig: z
    .looseObject({
      maxTokens: tokenCount.optional(),
      stopSequences: z.array(z.string()).optional(),
    })
    .optional(),
  toolConfig: z
    .looseObject({
      tools: z.array(
        z.looseObject({
          toolSpec: z
            .looseObject({
              name: z.string(),
              description: z.string().optional(),
              inputSchema: z.looseObject({ json: z.unknown() }),
            })
            .optional(),
        }),
      ),
      toolChoice: z
        .looseObject({
          tool: z.looseObject({ name: z.string() }).optional(),
          any: z.looseObject({}).optional(),
        })
        .optional(),
    })
    .optional(),
  outputConfig: z
    .looseObject({
      textFormat: z
        .looseObject({
          structure: z.looseObject({
            jsonSchema: z.looseObject({ schema: z.string(), name: z.string().optional() }),
          }),
        })
        .optional(),
    })
    .optional(),
  requestMetadata: z.record(z.string(), z.string()).optional(),
  guardrailConfig: z
    .looseObject({ guardrailIdentifier: z.string().optional(), trace: z.string().optional() })
    .optional(),
  serviceTier: z.looseObject({ type: z.string() }).optional(),
  performanceConfig: z.looseObject({ latency: z.string() }).optional(),
});

type ConverseRequest = z.output<typeof request>;

/** The format of Bedrock's Converse and ConverseStream. */
export const converseServer = {
  read(body) {
    const { messages, system, inferenceConfig, requestMetadata, ...rest } = readBody(
      request,
      body,
      (member, complaint) =>
        `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${complaint}`,
    );
    if (messages[0]?.role !== 'user') {
      throw new InvalidRequest(
        'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
      );
    }
    refuseBlankText(body);
    const turns = messages.map(({ role, content: { text, toolResult } }) => ({
      role,
      text,
      toolResult,
    }));
    return {
      system: system ?? '',
      messages: turns,
      maxTokens: inferenceConfig?.maxTokens ?? UNLIMITED_TOKENS,
      output: toolOf(rest, turns) ?? formatOf(rest),
      stopSequences: inferenceConfig?.stopSequences,
      tenant: requestMetadata?.['tenant'],
      cacheMarks: cacheMarks(body),
      guardrail: guardrailOf(rest),
      servingOptions: servingOptionsOf(rest),
    };
  },
  body: (reply, timing) => ({
    metrics: metrics(timing),
    output: { message: { content: [block(reply)], role: 'assistant' } },
    stopReason: stopReason(reply),
    usage: usage(reply),
    ...trace(reply),
    ...reply.modelRequest.servingOptions,
  }),
  opening(reply) {
    const start: StreamEvent = { type: 'messageStart', data: { role: 'assistant' } };
    // Bedrock sends no start event for text blocks.
    const name = toolName(reply);
    if (name === undefined) return [start];
    const toolUse = { name, toolUseId: toolUseId(reply) };
    return [
      start,
      { type: 'contentBlockStart', data: { contentBlockIndex: 0, start: { toolUse } } },
    ];
  },
  chunk: (reply, text) => ({
    type: 'contentBlockDelta',
    data: {
      contentBlockIndex: 0,
      delta: toolName(reply) === undefined ? { text } : { toolUse: { input: text } },
    },
  }),
  closing: (reply, timing) => [
    { type: 'contentBlockStop', data: { contentBlockIndex: 0 } },
    { type: 'messageStop', data: { stopReason: stopReason(reply) } },
    {
      type: 'metadata',
      data: {
        metrics: metrics(timing),
        usage: usage(reply),
        ...trace(reply),
        ...reply.modelRequest.servingOptions,
      },
    },
  ],
} satisfies ServerDialect;

/** Throws an InvalidRequest for a text block without text, as Bedrock does. */
function refuseBlankText(body: unknown): void {
  const { messages } = membersOf(body);
  for (const [n, message] of (Array.isArray(messages) ? messages : []).entries()) {
    const { content: blocks } = membersOf(message);
    for (const [m, block] of (Array.isArray(blocks) ? blocks : []).entries()) {
      const { text } = membersOf(block);
      if (typeof text !== 'string' || text.trim() !== '') continue;
      throw new InvalidRequest(
        `The text field in the ContentBlock object at messages.${n}.content.${m} is blank. Add text to the text field, and try again.`,
      );
    }
  }
}

/** Returns the tool that the answer calls; undefined if it calls none. */
function toolOf(
  { toolConfig }: Pick<ConverseRequest, 'toolConfig'>,
  messages: ModelRequest['messages'],
): RequestedOutput | undefined {
  const tools = (toolConfig?.tools ?? []).flatMap(({ toolSpec }) =>
    toolSpec === undefined ? [] : { ...toolSpec, schema: toolSpec.inputSchema.json },
  );
  const { tool: forced, any } = toolConfig?.toolChoice ?? {};
  const called = calledTool(tools, forced ?? (any === undefined ? 'auto' : 'any'), messages);
  if (forced !== undefined && called === undefined) {
    throw new InvalidRequest(
      `The tool ${forced.name} of toolChoice is not defined in toolConfig.tools.`,
    );
  }
  return called && { kind: 'tool', name: called.name, schema: called.schema };
}

/** Returns the JSON format of the answer's text; undefined if none is requested. */
function formatOf({
  outputConfig,
}: Pick<ConverseRequest, 'outputConfig'>): RequestedOutput | undefined {
  const format = outputConfig?.textFormat?.structure.jsonSchema;
  if (format === undefined) return undefined;
  const schema = tryParseJson(format.schema);
  if (!isObject(schema)) {
    throw new InvalidRequest('The schema of outputConfig.textFormat is not a JSON schema.');
  }
  return { kind: 'format', name: format.name ?? 'answer', schema };
}

/** Returns the requested service tier and performance settings, which are always granted. */
function servingOptionsOf({
  serviceTier,
  performanceConfig,
}: Pick<ConverseRequest, 'serviceTier' | 'performanceConfig'>): ModelRequest['servingOptions'] {
  return {
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(performanceConfig === undefined ? {} : { performanceConfig }),
  };
}

function guardrailOf({ guardrailConfig }: Pick<ConverseRequest, 'guardrailConfig'>) {
  const id = guardrailConfig?.guardrailIdentifier;
  if (id === undefined) return undefined;
  return { id, traced: guardrailConfig?.trace?.startsWith('enabled') === true };
}

function trace({ intervention }: ModelReply): Record<string, unknown> {
  if (intervention?.guardrail.traced !== true) return {};
  return { trace: { guardrail: converseTrace(intervention) } };
}

function block(reply: ModelReply): Record<string, unknown> {
  const name = toolName(reply);
  if (name === undefined) return { text: reply.text };
  return { toolUse: { input: completeJson(reply.text), name, toolUseId: toolUseId(reply) } };
}

/**
 * Parses a tool's input. Returns an empty object for one cut at the token limit, as services do.
 */
export function completeJson(text: string): unknown {
  return tryParseJson(text) ?? {};
}

function stopReason(reply: ModelReply): string {
  if (reply.intervention !== undefined) return 'guardrail_intervened';
  if (reply.truncated) return 'max_tokens';
  if (reply.stopSequence !== undefined) return 'stop_sequence';
  return toolName(reply) === undefined ? 'end_turn' : 'tool_use';
}

function toolUseId({ id }: ModelReply): string {
  return `${id}-tool`;
}

function metrics({ latency }: Timing): { latencyMs: number } {
  return { latencyMs: Math.round(latency) };
}

function usage(reply: ModelReply): Record<string, unknown> {
  const { inputTokens, outputTokens, cached } = reply;
  const { read, write, written } = cached;
  return {
    cacheReadInputTokenCount: read,
    cacheReadInputTokens: read,
    cacheWriteInputTokenCount: write,
    cacheWriteInputTokens: write,
    ...(written.length === 0 ? {} : { cacheDetails: written.map(detail).toReversed() }),
    inputTokens: countedInput(reply),
    outputTokens,
    serverToolUsage: {},
    totalTokens: inputTokens + outputTokens,
  };
}

function detail({ ttl, tokens }: CachedInput['written'][number]): Record<string, unknown> {
  return { ttl: ttl === ONE_HOUR ? '1h' : '5m', inputTokens: tokens };
}
