import { jsonPath, listAt, textAt } from '../json-path.ts';
import type { Piece } from '../piece.ts';
import { readUsage } from '../usage/read-usage.ts';
import type { Dialect } from './dialect.ts';

const type = textAt('type');
const content = listAt('content');
const text = textAt('text');
const input = jsonPath('input');
const stopReason = textAt('stop_reason');
const deltaText = textAt('delta.text');
const deltaJson = textAt('delta.partial_json');
const deltaThinking = textAt('delta.thinking');
const deltaStopReason = textAt('delta.stop_reason');
const startUsage = jsonPath('message.usage');
const flatUsage = jsonPath('usage');
const signature = jsonPath('delta.signature');
const redacted = jsonPath('content_block.data');
const errorType = textAt('error.type');
const errorMessage = textAt('error.message');

/**
 * The dialect of Anthropic's Messages API as Bedrock InvokeModel carries it.
 *
 * `output_tokens` of a stream are running totals.
 */
export const anthropic: Dialect = {
  body: ({ system, messages, maxTokens, temperature, output }) => ({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: maxTokens,
    messages: messages.map(({ role, text }) => ({ role, content: [{ type: 'text', text }] })),
    ...(system === undefined ? {} : { system }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(output === undefined
      ? {}
      : {
          tools: [
            { name: output.name, description: output.description, input_schema: output.schema },
          ],
          tool_choice: { type: 'tool', name: output.name },
        }),
  }),
  answer(json, structured) {
    const blocks = content(json);
    const tool = blocks.map(toolJson).find((json) => json !== undefined);
    const texts = blocks.map(text).filter((part) => part !== undefined);
    const answered = Array.isArray(jsonPath('content')(json));
    return {
      text: structured ? tool : answered ? texts.join('') : undefined,
      stopReason: stopReason(json),
      tokens: readUsage(flatUsage(json), 'messages'),
    };
  },
  piece(json, structured) {
    switch (type(json) ?? '') {
      case 'message_start':
        return { tokens: readUsage(startUsage(json), 'messages') };
      case 'content_block_delta': {
        const said = deltaText(json);
        const thought = deltaThinking(json);
        return structured
          ? { text: deltaJson(json), reasoning: said ?? thought, ...withheld(json) }
          : { text: said, reasoning: thought, ...withheld(json) };
      }
      case 'content_block_start':
        return withheld(json);
      case 'message_delta': {
        const stop = deltaStopReason(json);
        return {
          stopReason: stop,
          done: stop !== undefined,
          tokens: readUsage(flatUsage(json), 'messages'),
        };
      }
      case 'message_stop':
        return { done: true };
      case 'error':
        return { failure: { name: errorType(json) ?? 'error', message: errorMessage(json) ?? '' } };
      default:
        return {};
    }
  },
};

/** The input of a tool call as JSON text; undefined for other blocks. */
function toolJson(block: unknown): string | undefined {
  return type(block) === 'tool_use' ? JSON.stringify(input(block)) : undefined;
}

/** A signature closes every thought, shown or not; redacted ones come encrypted. */
function withheld(json: unknown): Pick<Piece, 'withheld'> {
  return signature(json) === undefined && redacted(json) === undefined ? {} : { withheld: true };
}
