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
/** DeepSeek's on Bedrock; vLLM's tells what string stopped it, beside a finish reason. */
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
    // A message whose content is null thought until its tokens ran out: an answer, an empty one.
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

/** Plain where it is text alone, as servers of text know nothing else. */
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

/** Where several were asked for they come mixed; the first is the answer. */
function firstChoice(json: unknown): unknown {
  return choices(json).find((choice) => (choiceNumber(choice) ?? 0) === 0);
}

function readChoice(choice: unknown, message: unknown, json: unknown): Delta {
  const told = content(message);
  // Nearly every chunk is a text and no more.
  const rest = typeof told === 'string' && told !== '' ? undefined : readRest(message, told);
  const ending = readEnding(CHAT_REASONS, finishReason(choice) ?? stopReason(choice));
  return {
    text: rest === undefined ? String(told) : (rest.text ?? completion(choice)),
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

/** Content that is no plain text: parts of it, a refusal, what a voice says. */
function readRest(message: unknown, told: unknown): Content {
  const parts = readContent(told);
  const refused = refusal(message) ?? '';
  if (refused !== '') return { ...parts, text: (parts.text ?? '') + refused, finish: 'withheld' };
  const spoken = transcript(message);
  if (spoken !== undefined) return { ...parts, text: (parts.text ?? '') + spoken };
  return audio(message) === undefined ? parts : { ...parts, unread: (parts.unread ?? 0) + 1 };
}

function callText(call: unknown): string {
  return (callName(call) ?? '') + (callInput(call) ?? '');
}

/** What a model writes to call tools: names and inputs. */
function toolText(message: unknown): string | undefined {
  const calls = toolCalls(message);
  if (calls.length > 0) return calls.map((call) => callText(functionOf(call))).join('');
  const call = oldToolCall(message);
  return call === undefined ? undefined : callText(call);
}

/** A call begins with its name; what follows of it in a stream has none. */
function callsIn(message: unknown): number | undefined {
  let begun = 0;
  for (const call of toolCalls(message)) if ((callName(functionOf(call)) ?? '') !== '') begun++;
  if (begun > 0) return begun;
  return (callName(oldToolCall(message)) ?? '') === '' ? undefined : 1;
}

function notes(json: unknown): Pick<Delta, 'tokens' | 'server'> {
  return {
    tokens: readUsage(usage(json) ?? otherUsage(json) ?? choiceUsage(json), 'chat'),
    server: { model: model(json), tier: tier(json) },
  };
}
