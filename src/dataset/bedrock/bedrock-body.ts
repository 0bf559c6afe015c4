import { membersOf } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { Message } from '../query/query.ts';
import { textOfContent, type Turn, readTurn } from '../query/turn.ts';
import type { Row } from '../rows/row.ts';

/** The prompt in the body of a Converse or InvokeModel request. */
export interface BedrockBody {
  readonly messages: readonly Message[];
  readonly system?: string;
  readonly maxTokens?: number;
}

/**
 * Reads the body of a Converse request, or of an InvokeModel request in a dialect with messages
 * (Anthropic, Nova, OpenAI).
 *
 * Throws a Problem for content that cannot be sent again as text: images, documents, tools, other
 * dialects. The Problem never quotes the body, because it is not redacted yet.
 */
export function readRequestBody(body: unknown, { place }: Pick<Row, 'place'>): BedrockBody {
  const { messages: list, system: top } = membersOf(body);
  if (!Array.isArray(list)) {
    const keys = Object.keys(membersOf(body)).slice(0, 8).join(', ');
    throw new Problem(
      keys === ''
        ? 'The request has no body.'
        : `The request has no messages, but ${keys}: its model's own prompt format cannot be asked again.`,
      { place, remedy: 'Leave such rows out with skipBadRows.' },
    );
  }
  const turns = list.map((item: unknown): Turn => {
    const turn = readTurn(item, place);
    if (turn !== undefined) return turn;
    throw new Problem('A message has no role, or no content that is text.', {
      place,
      remedy: 'Leave such rows out with skipBadRows.',
    });
  });
  const system = [
    ...(top === undefined || top === null ? [] : [textOfContent(top, place)]),
    ...turns.filter(({ role }) => role === 'system').map(({ text }) => text),
  ].join('\n\n');
  const messages = turns.flatMap(({ role, text }): Message[] =>
    role === 'system' ? [] : [{ role, text }],
  );
  if (messages.at(-1)?.role !== 'user') {
    throw new Problem('The request does not end with the user, but puts words into the answer.', {
      place,
      remedy: 'Leave such rows out with skipBadRows.',
    });
  }
  const maxTokens = maxTokensOf(body);
  return {
    messages,
    ...(system === '' ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/**
 * Returns the answer text of a response body or of a list of stream events; undefined without text.
 */
export function readAnswerBody(body: unknown): string | undefined {
  const text = Array.isArray(body) ? body.map(textOfEvent).join('') : textOfAnswer(body);
  return text === '' ? undefined : text;
}

function textOfAnswer(body: unknown): string {
  const { output, content, choices } = membersOf(body);
  const { message } = membersOf(output);
  if (message !== undefined) return plainText(membersOf(message)['content']);
  if (Array.isArray(choices)) {
    return plainText(membersOf(membersOf(choices[0])['message'])['content']);
  }
  return plainText(content);
}

/**
 * Returns the text of one stream event. Converse and Nova's InvokeModel nest the delta under the
 * event's name; Anthropic and OpenAI do not.
 */
function textOfEvent(event: unknown): string {
  const { contentBlockDelta, delta, choices } = membersOf(event);
  const inner = contentBlockDelta === undefined ? delta : membersOf(contentBlockDelta)['delta'];
  if (Array.isArray(choices)) {
    return plainText(membersOf(membersOf(choices[0])['delta'])['content']);
  }
  return plainText(membersOf(inner)['text']);
}

function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((block: unknown) => membersOf(block)['text'])
    .filter((text) => typeof text === 'string')
    .join('');
}

function maxTokensOf(body: unknown): number | undefined {
  const { inferenceConfig, max_tokens, max_completion_tokens } = membersOf(body);
  const { maxTokens, max_new_tokens } = membersOf(inferenceConfig);
  const limits = [maxTokens, max_new_tokens, max_tokens, max_completion_tokens];
  return limits.find((value) => typeof value === 'number');
}
