import type { Query } from '../../dataset/query.ts';
import { countAt, jsonPath, listAt, textAt } from '../json-path.ts';
import type { Piece } from '../piece.ts';
import { readUsage } from '../usage/read-usage.ts';
import type { Dialect } from './dialect.ts';

const content = jsonPath('output.message.content');
const blocks = listAt('output.message.content');
const blockText = textAt('text');
const blockTool = jsonPath('toolUse.input');
const stopReason = textAt('stopReason');
const deltaText = textAt('contentBlockDelta.delta.text');
const deltaTool = textAt('contentBlockDelta.delta.toolUse.input');
const deltaReasoning = textAt('contentBlockDelta.delta.reasoningContent.text');
const messageStop = jsonPath('messageStop');
const streamStopReason = textAt('messageStop.stopReason');
const metadata = jsonPath('metadata');

const deltaSignature = jsonPath('contentBlockDelta.delta.reasoningContent.signature');
const deltaRedacted = jsonPath('contentBlockDelta.delta.reasoningContent.redactedContent');

const usage = jsonPath('usage');
const latency = countAt('metrics.latencyMs');
const tier = textAt('serviceTier.type');
const invokedModel = textAt('trace.promptRouter.invokedModelId');

/** The dialect of Bedrock Converse; a stream's events are objects of one member, by its name. */
export const converse: Dialect = {
  body: converseBody,
  answer(json, structured) {
    const tool = blocks(json)
      .map(toolJson)
      .find((input) => input !== undefined);
    const texts = blocks(json)
      .map(blockText)
      .filter((text) => text !== undefined);
    const answered = Array.isArray(content(json));
    return {
      text: structured ? tool : answered ? texts.join('') : undefined,
      stopReason: stopReason(json),
      ...notes(json),
    };
  },
  piece(json, structured) {
    const text = deltaText(json);
    const tool = deltaTool(json);
    if (messageStop(json) !== undefined) return { stopReason: streamStopReason(json), done: true };
    const meta = metadata(json);
    if (meta !== undefined) return notes(meta);
    const kept = deltaSignature(json) ?? deltaRedacted(json);
    const withheld = kept === undefined ? undefined : true;
    return structured
      ? { text: tool, reasoning: text ?? deltaReasoning(json), withheld }
      : { text, reasoning: deltaReasoning(json), withheld };
  },
};

/** The members that Converse and Nova's own bodies share. */
export function converseBody(query: Query): Record<string, unknown> {
  const { system, messages, maxTokens, temperature, output } = query;
  return {
    messages: messages.map(({ role, text }) => ({ role, content: [{ text }] })),
    ...(system === undefined ? {} : { system: [{ text: system }] }),
    inferenceConfig: { maxTokens, ...(temperature === undefined ? {} : { temperature }) },
    ...(output === undefined
      ? {}
      : {
          toolConfig: {
            tools: [
              {
                toolSpec: {
                  name: output.name,
                  description: output.description,
                  inputSchema: { json: output.schema },
                },
              },
            ],
            toolChoice: { tool: { name: output.name } },
          },
        }),
  };
}

/** The input of a tool call as JSON text; undefined for other blocks. */
function toolJson(block: unknown): string | undefined {
  const input = blockTool(block);
  return input === undefined ? undefined : JSON.stringify(input);
}

function notes(json: unknown): Pick<Piece, 'tokens' | 'server'> {
  return {
    tokens: readUsage(usage(json), 'bedrock'),
    server: { latency: latency(json), tier: tier(json), model: invokedModel(json) },
  };
}
