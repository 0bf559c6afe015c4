import type { Message, Query } from '../../dataset/query/query.ts';
import type { ToolChoice } from '../../scenario/prompt-schema.ts';
import type { Delta } from '../delta/delta.ts';
import { readErrorEvent } from '../errors/error-event.ts';
import { fieldPath, listAt, textAt } from '../json/field-path.ts';
import { dataUrl, unworded } from '../prompt/media.ts';
import { readUsage } from '../usage/read-usage.ts';
import { type Content, readContent } from './content.ts';
import type { Dialect } from './dialect.ts';
import { readEnding, RESPONSES_REASONS } from './finish-reason.ts';

const type = textAt('type');
const name = textAt('name');
const delta = textAt('delta');
const response = fieldPath('response');
const output = listAt('output');
const outputThere = fieldPath('output');
const content = listAt('content');
const item = fieldPath('item');
const object = textAt('object');
const status = textAt('status');
const why = textAt('incomplete_details.reason');
const usage = fieldPath('usage');
const model = textAt('model');
const tier = textAt('service_tier');
const code = textAt('code');
const message = textAt('message');

/**
 * The dialect of OpenAI's Responses API (OpenAI API reference, "Responses" and "Streaming events").
 */
export const responses: Dialect = {
  body: ({ system, messages, maxTokens, temperature, topP, output: schemaOutput, ...rest }) => ({
    input: messages.map((message) => ({ role: message.role, content: contentOf(message) })),
    max_output_tokens: maxTokens,
    // A load test leaves nothing on the server.
    store: false,
    ...(system === undefined ? {} : { instructions: system }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...toolsOf(rest),
    ...(schemaOutput === undefined
      ? {}
      : {
          text: {
            format: { type: 'json_schema', name: schemaOutput.name, schema: schemaOutput.schema },
          },
        }),
  }),
  answer: readWhole,
  isWhole: (json) => object(json) === 'response',
  delta(json) {
    switch (type(json) ?? '') {
      case 'response.output_text.delta':
        return { text: delta(json) };
      case 'response.refusal.delta':
        return { text: delta(json), finish: 'withheld' };
      case 'response.audio.transcript.delta':
        return { text: delta(json) };
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
      case 'response.mcp_call_arguments.delta':
        return { tool: delta(json) };
      case 'response.output_item.added':
        return startOf(item(json));
      case 'response.audio.delta':
      case 'response.image_generation_call.partial_image':
        return { unread: 1 };
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return { reasoning: delta(json) };
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed': {
        // The last event repeats the whole answer; only its metadata is new.
        const { text, ...notes } = readWhole(response(json));
        if (notes.failure !== undefined) return { ...notes, repeated: text };
        if (type(json) === 'response.failed') return { ...notes, done: false, failure: FAILED };
        const finish = notes.finish ?? (type(json) === 'response.incomplete' ? 'cut' : 'whole');
        return { ...notes, repeated: text ?? '', finish, done: true };
      }
      case 'response.cancelled':
        return { failure: FAILED };
      case 'error':
        return {
          failure: readErrorEvent(json) ?? {
            name: code(json) ?? 'error',
            message: message(json) ?? '',
          },
        };
      default: {
        const failure = readErrorEvent(json);
        return failure === undefined ? {} : { failure };
      }
    }
  },
};

function contentOf({ text, media = [] }: Message): unknown {
  if (media.length === 0) return text;
  const parts = media.map((each) => {
    if (each.kind === 'document') throw unworded('documents', 'the Responses API');
    return { type: 'input_image', image_url: dataUrl(each) };
  });
  return [...parts, { type: 'input_text', text }];
}

function toolsOf({
  tools,
  toolChoice,
  stopSequences,
}: Pick<Query, 'tools' | 'toolChoice' | 'stopSequences'>): Readonly<Record<string, unknown>> {
  if (stopSequences !== undefined) {
    throw unworded('stopSequences', 'the Responses API', 'Leave them out, or ask with api: chat.');
  }
  return {
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name: called, description, inputSchema }) => ({
            type: 'function',
            name: called,
            ...(description === undefined ? {} : { description }),
            parameters: inputSchema,
          })),
        }),
    ...(toolChoice === undefined ? {} : { tool_choice: choiceOf(toolChoice) }),
  };
}

function choiceOf(choice: ToolChoice): unknown {
  if (typeof choice === 'object') return { type: 'function', name: choice.tool };
  return choice === 'any' ? 'required' : choice;
}

const FAILED = {
  name: 'response.failed',
  message: 'The service says that the response failed, and not why.',
};

/** Reads the start of an item: a tool call by its name; messages come as deltas. */
function startOf(startedItem: unknown): Delta {
  return /^(function|custom_tool)_call$|^mcp_call$/.test(type(startedItem) ?? '')
    ? { tool: name(startedItem) ?? '', calls: 1 }
    : {};
}

/** Reads the parts of messages, and every other item as one part. */
function readItems(json: unknown): Content {
  const parts = output(json).flatMap((each) => (type(each) === 'message' ? content(each) : [each]));
  return readContent(parts);
}

function readWhole(json: unknown): Delta {
  const read = readItems(json);
  const ending = readEnding(RESPONSES_REASONS, why(json) ?? status(json));
  const failure = readErrorEvent(json) ?? ending.failure;
  return {
    ...read,
    text: Array.isArray(outputThere(json)) ? (read.text ?? '') : undefined,
    stopReason: ending.stopReason,
    finish: read.finish ?? ending.finish,
    done: ending.done,
    tokens: readUsage(usage(json), 'responses'),
    server: { model: model(json), tier: tier(json) },
    ...(failure === undefined ? {} : { failure }),
  };
}
