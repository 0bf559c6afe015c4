import { membersOf } from '../../json/json-object.ts';
import { type Place, Problem } from '../../problem/problem.ts';

/** One message of a conversation in a file. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/** Role names in common dataset formats. */
const ROLES: Readonly<Record<string, Turn['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  ai: 'assistant',
  agent: 'assistant',
  bot: 'assistant',
  model: 'assistant',
};

/**
 * Reads a message: `role` and `content` (OpenAI, Hugging Face), `from` and `value` (ShareGPT),
 * `speaker` and `text` (MTRAG), `type` and `content` (LangChain, Ragas). Returns undefined for any
 * other value.
 *
 * Throws a Problem for content that cannot be sent again as text: tools, images, documents. The
 * Problem never quotes the content, because it is not redacted yet.
 */
export function readTurn(item: unknown, place: Place): Turn | undefined {
  const fields = membersOf(item);
  const { role = fields['from'] ?? fields['speaker'] ?? fields['type'] } = fields;
  if (typeof role !== 'string') return undefined;
  const known = Object.hasOwn(ROLES, role.toLowerCase()) ? ROLES[role.toLowerCase()] : undefined;
  if (known === undefined) {
    const shown = /^[\w-]{1,30}$/.test(role) ? `"${role}"` : 'of another name';
    throw unaskable(`A message has the role ${shown}`, place);
  }
  for (const call of ['tool_calls', 'function_call', 'toolCalls']) {
    if (isFilled(fields[call])) throw unaskable(`A message holds ${call}`, place);
  }
  const content = fields['content'] ?? fields['value'] ?? fields['text'];
  if (typeof content !== 'string' && !Array.isArray(content)) return undefined;
  return { role: known, text: textOfContent(content, place) };
}

/** Content types without text for the model: cache points and the model's reasoning. */
const SILENT = new Set(['cachePoint', 'reasoningContent', 'thinking', 'redacted_thinking']);

/** Returns the text of a message's content, parts separated by a blank line. */
export function textOfContent(content: unknown, place: Place): string {
  if (typeof content === 'string') return content;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.flatMap((part) => textOfPart(part, place)).join('\n\n');
}

function textOfPart(part: unknown, place: Place): readonly string[] {
  if (typeof part === 'string') return [part];
  const { text, type, guardContent, ...rest } = membersOf(part);
  if (typeof text === 'string') return [text];
  const guarded = membersOf(membersOf(guardContent)['text'])['text'];
  if (typeof guarded === 'string') return [guarded];
  const kind =
    typeof type === 'string'
      ? type
      : (Object.keys(rest).find((key) => isFilled(rest[key])) ?? 'nothing');
  if (SILENT.has(kind)) return [];
  throw unaskable(`A message holds ${kind}`, place);
}

function unaskable(what: string, place: Place): Problem {
  return new Problem(`${what}, and only text can be asked again.`, {
    place,
    remedy: 'Leave such rows out with skipBadRows.',
  });
}

/** Treats empty values as absent, because Parquet writes every member that any row has. */
function isFilled(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== '';
}
