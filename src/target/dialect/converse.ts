import type { Delta } from '../delta/delta.ts';
import { countAt, fieldPath, listAt, textAt } from '../json/field-path.ts';
import { readUsage } from '../usage/read-usage.ts';
import { readContent } from './content.ts';
import { converseBody } from './converse-body.ts';
import type { Dialect } from './dialect.ts';
import { CONVERSE_REASONS, readEnding } from './finish-reason.ts';

const content = fieldPath('output.message.content');
const blocks = listAt('output.message.content');
const blockTool = fieldPath('toolUse.input');
const stopReason = textAt('stopReason');
const deltaText = textAt('contentBlockDelta.delta.text');
const deltaTool = textAt('contentBlockDelta.delta.toolUse.input');
const deltaReasoning = textAt('contentBlockDelta.delta.reasoningContent.text');
const delta = fieldPath('contentBlockDelta.delta');
const startTool = fieldPath('contentBlockStart.start.toolUse');
const start = fieldPath('contentBlockStart.start');
const toolName = textAt('name');
const messageStop = fieldPath('messageStop');
const streamStopReason = textAt('messageStop.stopReason');
const metadata = fieldPath('metadata');

const deltaSignature = fieldPath('contentBlockDelta.delta.reasoningContent.signature');
const deltaRedacted = fieldPath('contentBlockDelta.delta.reasoningContent.redactedContent');

const usage = fieldPath('usage');
const latency = countAt('metrics.latencyMs');
const tier = textAt('serviceTier.type');
const invokedModel = textAt('trace.promptRouter.invokedModelId');

/** The dialect of Bedrock Converse; the events of a stream are objects with one named member. */
export const converse: Dialect = {
  body: (query, quirks) => converseBody(query, bytesOf, quirks),
  answer(json, structured) {
    const tool = blocks(json)
      .map(toolJson)
      .find((input) => input !== undefined);
    const answered = Array.isArray(content(json));
    const visible = readContent(blocks(json));
    const ending = readEnding(CONVERSE_REASONS, stopReason(json));
    // A withheld answer has no tool call to take it from.
    const expectsTool = structured && (tool !== undefined || ending.finish !== 'withheld');
    return {
      ...visible,
      text: expectsTool ? tool : answered ? (visible.text ?? '') : undefined,
      ...ending,
      ...notes(json),
    };
  },
  isWhole: (json) => content(json) !== undefined,
  delta(json, structured) {
    const text = deltaText(json);
    const tool = deltaTool(json);
    if (messageStop(json) !== undefined) {
      const ending = readEnding(CONVERSE_REASONS, streamStopReason(json));
      // The event ends the message, whether it gives a reason or not.
      return { ...ending, done: ending.failure === undefined };
    }
    const meta = metadata(json);
    if (meta !== undefined) return notes(meta);
    if (text === undefined && tool === undefined) return readOther(json, structured);
    return structured ? { text: tool, reasoning: text } : { text, tool };
  },
};

/** Returns bytes, which the SDK writes as base64. */
function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

/** Reads events with neither text nor a tool's input: reasoning, the start of a block, an image. */
function readOther(json: unknown, structured: boolean): Delta {
  const reasoning = deltaReasoning(json);
  const signatureOrRedacted = deltaSignature(json) ?? deltaRedacted(json);
  const withheld = signatureOrRedacted === undefined ? undefined : true;
  if (reasoning !== undefined || withheld !== undefined) return { reasoning, withheld };
  const called = startTool(json);
  // The answer is read from the call's input.
  if (called !== undefined) return structured ? {} : { tool: toolName(called) ?? '', calls: 1 };
  return readContent(delta(json) ?? start(json));
}

/** Returns the input of a tool call as JSON text; undefined for other blocks. */
function toolJson(block: unknown): string | undefined {
  const input = blockTool(block);
  return input === undefined ? undefined : JSON.stringify(input);
}

function notes(json: unknown): Pick<Delta, 'tokens' | 'server'> {
  return {
    tokens: readUsage(usage(json), 'bedrock'),
    server: { latency: latency(json), tier: tier(json), model: invokedModel(json) },
  };
}
