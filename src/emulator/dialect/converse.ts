import { z } from 'zod';
import type { Message } from '../../dataset/query/query.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { gradeAnswer } from '../answer/judge-model.ts';
import { countedInput, type ModelReply, type Timing } from '../answer/model-reply.ts';
import { cacheMarks, type CachedInput, ONE_HOUR } from '../prompt/cached-input.ts';
import { converseTrace } from '../prompt/intervention.ts';
import { UNLIMITED_TOKENS, type ModelRequest } from '../prompt/model-request.ts';
import { content, readBody, tokenCount } from './body.ts';
import { InvalidRequest, type ServerDialect, type StreamEvent } from './dialect.ts';

const request = z.looseObject({
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: content.optional(),
  inferenceConfig: z.looseObject({ maxTokens: tokenCount.optional() }).optional(),
  toolConfig: z
    .looseObject({
      tools: z.array(
        z.looseObject({
          toolSpec: z
            .looseObject({ name: z.string(), inputSchema: z.looseObject({ json: z.unknown() }) })
            .optional(),
        }),
      ),
      toolChoice: z
        .looseObject({ tool: z.looseObject({ name: z.string() }).optional() })
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

type Tools = NonNullable<z.infer<typeof request>['toolConfig']>['tools'];

/**
 * Returns the only offered tool if its schema is a judge's: the stand-in judge calls it to record
 * its grades. Other tools are not called unless the request forces one.
 */
function judgeTool(tools: Tools | undefined, messages: readonly Message[]) {
  const [only, ...others] = tools ?? [];
  const tool = others.length === 0 ? only?.toolSpec : undefined;
  return tool !== undefined && gradeAnswer(tool.inputSchema.json, messages) !== undefined
    ? tool
    : undefined;
}

/** The format of Bedrock's Converse and ConverseStream. */
export const converseServer = {
  read(body) {
    const { messages, system, inferenceConfig, toolConfig, requestMetadata, ...rest } = readBody(
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
    const forced = toolConfig?.toolChoice?.tool?.name;
    const tool = toolConfig?.tools.find(({ toolSpec }) => toolSpec?.name === forced)?.toolSpec;
    if (forced !== undefined && tool === undefined) {
      throw new InvalidRequest(
        `The tool ${forced} of toolChoice is not defined in toolConfig.tools.`,
      );
    }
    const turns = messages.map(({ role, content: text }) => ({ role, text }));
    const called = tool ?? (forced === undefined ? judgeTool(toolConfig?.tools, turns) : undefined);
    return {
      system: system ?? '',
      messages: turns,
      maxTokens: inferenceConfig?.maxTokens ?? UNLIMITED_TOKENS,
      output: called && { name: called.name, schema: called.inputSchema.json },
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
    if (reply.modelRequest.output === undefined) return [start];
    const toolUse = { name: reply.modelRequest.output.name, toolUseId: toolUseId(reply) };
    return [
      start,
      { type: 'contentBlockStart', data: { contentBlockIndex: 0, start: { toolUse } } },
    ];
  },
  chunk: (reply, text) => ({
    type: 'contentBlockDelta',
    data: {
      contentBlockIndex: 0,
      delta: reply.modelRequest.output === undefined ? { text } : { toolUse: { input: text } },
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

/** Returns the requested service tier and performance settings, which are always granted. */
function servingOptionsOf({
  serviceTier,
  performanceConfig,
}: Pick<
  z.output<typeof request>,
  'serviceTier' | 'performanceConfig'
>): ModelRequest['servingOptions'] {
  return {
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(performanceConfig === undefined ? {} : { performanceConfig }),
  };
}

function guardrailOf({ guardrailConfig }: Pick<z.output<typeof request>, 'guardrailConfig'>) {
  const id = guardrailConfig?.guardrailIdentifier;
  if (id === undefined) return undefined;
  return { id, traced: guardrailConfig?.trace?.startsWith('enabled') === true };
}

function trace({ intervention }: ModelReply): Record<string, unknown> {
  if (intervention?.guardrail.traced !== true) return {};
  return { trace: { guardrail: converseTrace(intervention) } };
}

function block(reply: ModelReply): Record<string, unknown> {
  if (reply.modelRequest.output === undefined) return { text: reply.text };
  const input = completeJson(reply.text);
  return { toolUse: { input, name: reply.modelRequest.output.name, toolUseId: toolUseId(reply) } };
}

/**
 * Parses a tool's input. Returns an empty object for one cut at the token limit, as services do.
 */
export function completeJson(text: string): unknown {
  return tryParseJson(text) ?? {};
}

function stopReason({ truncated, modelRequest, intervention }: ModelReply): string {
  if (intervention !== undefined) return 'guardrail_intervened';
  if (truncated) return 'max_tokens';
  return modelRequest.output === undefined ? 'end_turn' : 'tool_use';
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
