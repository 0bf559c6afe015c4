import type { Media, Message } from '../../dataset/query/query.ts';
import type { Delta } from '../delta/delta.ts';
import { fieldPath, listAt, textAt } from '../json/field-path.ts';
import { unworded } from '../prompt/media.ts';
import { readUsage } from '../usage/read-usage.ts';
import { readContent } from './content.ts';
import type { Dialect } from './dialect.ts';
import { MESSAGES_REASONS, readEnding } from './finish-reason.ts';
import { messagesTools } from './messages-tools.ts';

const type = textAt('type');
const name = textAt('name');
const content = listAt('content');
const block = fieldPath('content_block');
const delta = fieldPath('delta');
const deltaType = textAt('delta.type');
const input = fieldPath('input');
const stopReason = textAt('stop_reason');
const deltaText = textAt('delta.text');
const deltaJson = textAt('delta.partial_json');
const deltaThinking = textAt('delta.thinking');
const deltaStopReason = textAt('delta.stop_reason');
const startUsage = fieldPath('message.usage');
const flatUsage = fieldPath('usage');
const signature = fieldPath('delta.signature');
const errorType = textAt('error.type');
const errorMessage = textAt('error.message');

/**
 * The dialect of Anthropic's Messages API as Bedrock InvokeModel carries it. `output_tokens` of a
 * stream are running totals.
 */
export const anthropic: Dialect = {
  body: (query, quirks) => ({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: query.maxTokens,
    messages: query.messages.map((message) => ({
      role: message.role,
      content: contentOf(message),
    })),
    ...(query.system === undefined ? {} : { system: query.system }),
    ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
    ...(query.topP === undefined ? {} : { top_p: query.topP }),
    ...(query.stopSequences === undefined ? {} : { stop_sequences: query.stopSequences }),
    ...messagesTools(query, quirks),
  }),
  answer(json, structured) {
    const blocks = content(json);
    const tool = blocks.map(toolJson).find((json) => json !== undefined);
    const answered = Array.isArray(fieldPath('content')(json));
    const visible = readContent(blocks);
    const ending = readEnding(MESSAGES_REASONS, stopReason(json));
    // A withheld answer has no tool call to take it from.
    const expectsTool = structured && (tool !== undefined || ending.finish !== 'withheld');
    return {
      ...visible,
      text: expectsTool ? tool : answered ? (visible.text ?? '') : undefined,
      ...ending,
      tokens: readUsage(flatUsage(json), 'messages'),
    };
  },
  isWhole: (json) => type(json) === 'message' && Array.isArray(fieldPath('content')(json)),
  delta(json, structured) {
    switch (type(json) ?? '') {
      case 'message_start':
        return { tokens: readUsage(startUsage(json), 'messages') };
      case 'content_block_start':
        return startOf(block(json), structured);
      case 'content_block_delta': {
        const visible = deltaText(json);
        const thought = deltaThinking(json);
        const call = deltaJson(json);
        if ((visible ?? thought ?? call) === undefined)
          return { unread: unreadIn(json), ...withheld(json) };
        return structured
          ? { text: call, reasoning: visible ?? thought }
          : { text: visible, reasoning: thought, tool: call };
      }
      case 'message_delta': {
        const ending = readEnding(MESSAGES_REASONS, deltaStopReason(json));
        return { ...ending, tokens: readUsage(flatUsage(json), 'messages') };
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

function contentOf({ text, media = [] }: Message): readonly unknown[] {
  return [...media.map(mediaBlock), { type: 'text', text }];
}

/** Documents are PDF or plain text (Anthropic, "PDF support" and "Citations"). */
function mediaBlock({ kind, mediaType, base64 }: Media): unknown {
  if (kind === 'image' || mediaType === 'application/pdf') {
    return { type: kind, source: { type: 'base64', media_type: mediaType, data: base64 } };
  }
  if (mediaType !== 'text/plain') {
    throw unworded(`a document of ${mediaType}`, "Anthropic's Messages API", 'Send PDF or text.');
  }
  const data = Buffer.from(base64, 'base64').toString('utf8');
  return { type: 'document', source: { type: 'text', media_type: mediaType, data } };
}

/** Reads the start of a block: a tool call by its name, other kinds by their first content. */
function startOf(startedBlock: unknown, structured: boolean): Delta {
  if (type(startedBlock) !== 'tool_use') return readContent(startedBlock);
  // The answer is read from the call's input.
  return structured ? {} : { tool: name(startedBlock) ?? '', calls: 1 };
}

/** Counts deltas of an unknown kind, which may be content; signatures and citations are not. */
function unreadIn(json: unknown): number {
  if (delta(json) === undefined) return 0;
  return /^(signature|citations?|text|thinking|input_json)_delta$/.test(deltaType(json) ?? '')
    ? 0
    : 1;
}

/** Returns the input of a tool call as JSON text; undefined for other blocks. */
function toolJson(block: unknown): string | undefined {
  return type(block) === 'tool_use' ? JSON.stringify(input(block)) : undefined;
}

/**
 * A signature closes all reasoning, visible or not; redacted reasoning comes encrypted, as blocks.
 */
function withheld(json: unknown): Pick<Delta, 'withheld'> {
  return signature(json) === undefined ? {} : { withheld: true };
}
