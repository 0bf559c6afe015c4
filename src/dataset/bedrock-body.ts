import { Problem } from '../scenario/problem.ts';
import type { Message } from './query.ts';
import type { Row } from './row.ts';

/** A BedrockBody is what the body of a Converse or InvokeModel request asks. */
export interface BedrockBody {
  readonly messages: readonly Message[];
  readonly system?: string;
  readonly maxTokens?: number;
}

/**
 * Reads a request of Converse, or of InvokeModel in a dialect with messages (Anthropic, Nova, OpenAI).
 * Throws a Problem for what no text can say again: images, documents, tools, other dialects. It never
 * quotes the body, which nobody has redacted yet.
 */
export function readRequestBody(body: unknown, { place }: Pick<Row, 'place'>): BedrockBody {
  const { messages: list, system: top } = fieldsOf(body);
  if (!Array.isArray(list)) {
    const keys = Object.keys(fieldsOf(body)).slice(0, 8).join(', ');
    throw new Problem(
      keys === ''
        ? 'The request has no body.'
        : `The request has no messages, but ${keys}: its model's own prompt format cannot be asked again.`,
      { place, remedy: 'Leave such rows out with skipBadRows.' },
    );
  }
  const turns = list.map((item: unknown) => {
    const { role, content } = fieldsOf(item);
    return { role, text: textOf(content, place) };
  });
  const system = [
    ...(top === undefined ? [] : [textOf(top, place)]),
    ...turns.filter(({ role }) => role === 'system').map(({ text }) => text),
  ].join('\n\n');
  const messages = turns.flatMap(({ role, text }): Message[] =>
    role === 'user' || role === 'assistant' ? [{ role, text }] : [],
  );
  const maxTokens = maxTokensOf(body);
  return {
    messages,
    ...(system === '' ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/** The answer in a response body, or in the list of a stream's events; undefined where it has no text. */
export function readAnswerBody(body: unknown): string | undefined {
  const text = Array.isArray(body) ? body.map(textOfEvent).join('') : textOfAnswer(body);
  return text === '' ? undefined : text;
}

function textOfAnswer(body: unknown): string {
  const { output, content, choices } = fieldsOf(body);
  const { message } = fieldsOf(output);
  if (message !== undefined) return plainText(fieldsOf(message)['content']);
  if (Array.isArray(choices)) {
    return plainText(fieldsOf(fieldsOf(choices[0])['message'])['content']);
  }
  return plainText(content);
}

/** Converse wraps its deltas in the event's name, Nova's InvokeModel too; Anthropic and OpenAI do not. */
function textOfEvent(event: unknown): string {
  const { contentBlockDelta, delta, choices } = fieldsOf(event);
  const inner = contentBlockDelta === undefined ? delta : fieldsOf(contentBlockDelta)['delta'];
  if (Array.isArray(choices)) {
    return plainText(fieldsOf(fieldsOf(choices[0])['delta'])['content']);
  }
  return plainText(fieldsOf(inner)['text']);
}

function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((block: unknown) => fieldsOf(block)['text'])
    .filter((text) => typeof text === 'string')
    .join('');
}

/** Kinds of content that say nothing themselves: where the cache ends, and what a model thought. */
const SILENT = new Set(['cachePoint', 'reasoningContent', 'thinking', 'redacted_thinking']);

function textOf(content: unknown, place: Row['place']): string {
  if (typeof content === 'string') return content;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  return blocks
    .flatMap((block): string[] => {
      const { text, type, guardContent, ...rest } = fieldsOf(block);
      if (typeof text === 'string') return [text];
      const guarded = fieldsOf(fieldsOf(guardContent)['text'])['text'];
      if (typeof guarded === 'string') return [guarded];
      const kind = typeof type === 'string' ? type : (Object.keys(rest)[0] ?? 'nothing');
      if (SILENT.has(kind)) return [];
      throw new Problem(`A message holds ${kind}, and only text can be asked again.`, {
        place,
        remedy: 'Leave such rows out with skipBadRows.',
      });
    })
    .join('\n\n');
}

function maxTokensOf(body: unknown): number | undefined {
  const { inferenceConfig, max_tokens, max_completion_tokens } = fieldsOf(body);
  const { maxTokens, max_new_tokens } = fieldsOf(inferenceConfig);
  const given = [maxTokens, max_new_tokens, max_tokens, max_completion_tokens];
  return given.find((value) => typeof value === 'number');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
