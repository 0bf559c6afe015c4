import type { Message } from '../../dataset/query/query.ts';
import type { ToolChoice } from '../../scenario/prompt-schema.ts';
import type { Delta } from '../delta/delta.ts';
import { readErrorEvent } from '../errors/error-event.ts';
import { fieldPath, listAt, textAt } from '../json/field-path.ts';
import { dataUrl, unworded } from '../prompt/media.ts';
import { readUsage } from '../usage/read-usage.ts';
import { type Content, readContent } from './content.ts';
import type { Dialect } from './dialect.ts';
import { CHAT_REASONS, readEnding } from './finish-reason.ts';

const choices = listAt('choices');
const choiceNumber = fieldPath('index');
const messageOf = fieldPath('message');
const deltaOf = fieldPath('delta');
const completion = textAt('text');
const content = fieldPath('content');
const refusal = textAt('refusal');
const thought = textAt('reasoning_content');
const otherReasoning = textAt('reasoning');
const toolCalls = listAt('tool_calls');
const oldToolCall = fieldPath('function_call');
const functionOf = fieldPath('function');
const callName = textAt('name');
const callInput = textAt('arguments');
const transcript = textAt('audio.transcript');
const audio = fieldPath('audio.data');
const images = listAt('images');
const finishReason = textAt('finish_reason');
/** DeepSeek's finish reason on Bedrock; vLLM puts the stop string here, beside a finish reason. */
const stopReason = textAt('stop_reason');
const usage = fieldPath('usage');
// Groq's streams, and Moonshot's.
const otherUsage = fieldPath('x_groq.usage');
const choiceUsage = fieldPath('choices.0.usage');
const model = textAt('model');
const tier = textAt('service_tier');

/** The dialect of OpenAI chat completions, which vLLM and most newer models speak too. */
export const chat: Dialect = {
  body: (
    { system, messages, maxTokens, temperature, topP, stopSequences, tools, toolChoice, output },
    { maxTokensName = 'max_tokens' } = {},
  ) => ({
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...messages.map((message) => ({ role: message.role, content: contentOf(message) })),
    ],
    [maxTokensName]: maxTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(stopSequences === undefined ? {} : { stop: stopSequences }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, inputSchema }) => ({
            type: 'function',
            function: {
              name,
              ...(description === undefined ? {} : { description }),
              parameters: inputSchema,
            },
          })),
        }),
    ...(toolChoice === undefined ? {} : { tool_choice: choiceOf(toolChoice) }),
    ...(output === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: {
              name: output.name,
              description: output.description,
              schema: output.schema,
            },
          },
        }),
  }),
  answer(json) {
    const choice = firstChoice(json);
    const message = messageOf(choice);
    const delta = readChoice(choice, message, json);
    // A message whose content is null reasoned until its tokens ran out: an empty answer.
    return message === undefined ? delta : { ...delta, text: delta.text ?? '' };
  },
  delta(json) {
    const choice = firstChoice(json);
    const delta = readChoice(choice, deltaOf(choice), json);
    const failure = readErrorEvent(json);
    return failure === undefined ? delta : { text: delta.text, failure };
  },
  isWhole(json) {
    const choice = firstChoice(json);
    return messageOf(choice) !== undefined && deltaOf(choice) === undefined;
  },
};

/** Returns plain text if there is nothing else, because text-only servers accept nothing else. */
function contentOf({ text, media = [] }: Message): unknown {
  if (media.length === 0) return text;
  const parts = media.map((each) => {
    if (each.kind === 'document') throw unworded('documents', 'chat completions');
    return { type: 'image_url', image_url: { url: dataUrl(each) } };
  });
  return [...parts, { type: 'text', text }];
}

function choiceOf(choice: ToolChoice): unknown {
  if (typeof choice === 'object') return { type: 'function', function: { name: choice.tool } };
  return choice === 'any' ? 'required' : choice;
}

/** Returns the first choice; the choices of a stream come mixed. */
function firstChoice(json: unknown): unknown {
  return choices(json).find((choice) => (choiceNumber(choice) ?? 0) === 0);
}

function readChoice(choice: unknown, message: unknown, json: unknown): Delta {
  const messageContent = content(message);
  // Nearly every chunk is only a text.
  const rest =
    typeof messageContent === 'string' && messageContent !== ''
      ? undefined
      : readRest(message, messageContent);
  const ending = readEnding(CHAT_REASONS, finishReason(choice) ?? stopReason(choice));
  return {
    text: rest === undefined ? String(messageContent) : (rest.text ?? completion(choice)),
    reasoning: thought(message) ?? otherReasoning(message) ?? rest?.reasoning,
    tool: toolText(message) ?? rest?.tool,
    calls: callsIn(message) ?? rest?.calls,
    unread: images(message).length + (rest?.unread ?? 0),
    stopReason: ending.stopReason,
    finish: rest?.finish ?? ending.finish,
    done: ending.done,
    failure: ending.failure,
    ...notes(json),
  };
}

/** Reads content that is not plain text: parts, a refusal, an audio transcript. */
function readRest(message: unknown, messageContent: unknown): Content {
  const parts = readContent(messageContent);
  const refused = refusal(message) ?? '';
  if (refused !== '') return { ...parts, text: (parts.text ?? '') + refused, finish: 'withheld' };
  const spoken = transcript(message);
  if (spoken !== undefined) return { ...parts, text: (parts.text ?? '') + spoken };
  return audio(message) === undefined ? parts : { ...parts, unread: (parts.unread ?? 0) + 1 };
}

function callText(call: unknown): string {
  return (callName(call) ?? '') + (callInput(call) ?? '');
}

/** Returns the text that a model writes to call tools: names and inputs. */
function toolText(message: unknown): string | undefined {
  const calls = toolCalls(message);
  if (calls.length > 0) return calls.map((call) => callText(functionOf(call))).join('');
  const call = oldToolCall(message);
  return call === undefined ? undefined : callText(call);
}

/** Counts the calls that begin here: only the first chunk of a call has its name. */
function callsIn(message: unknown): number | undefined {
  let started = 0;
  for (const call of toolCalls(message)) if ((callName(functionOf(call)) ?? '') !== '') started++;
  if (started > 0) return started;
  return (callName(oldToolCall(message)) ?? '') === '' ? undefined : 1;
}

function notes(json: unknown): Pick<Delta, 'tokens' | 'server'> {
  return {
    tokens: readUsage(usage(json) ?? otherUsage(json) ?? choiceUsage(json), 'chat'),
    server: { model: model(json), tier: tier(json) },
  };
}
