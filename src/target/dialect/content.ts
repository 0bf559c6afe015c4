import { isObject } from '../../json/json-object.ts';
import type { Delta } from '../delta/delta.ts';

/** The content of a message: its text, and parts of other kinds. */
export type Content = Pick<
  Delta,
  'text' | 'reasoning' | 'withheld' | 'tool' | 'calls' | 'unread' | 'finish'
>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Part = Readonly<Record<string, unknown>>;

/** Kinds of part that add nothing to the answer: their results are in its text. */
const WITHOUT_CONTENT =
  /^(signature|citations?|references?|annotations?|cachePoint|(web_search|file_search|code_interpreter|mcp)_.*|server_tool_use|.*tool_result|toolResult|guardContent)$/;

/**
 * Reads content in the services' forms: a text, a list of parts, or one part. Parts are texts,
 * reasoning (a list of its own in Mistral's), refusals, tool calls and Converse's members by name;
 * a part of an unknown kind is counted (`unread`), so that its answer does not count as empty.
 */
export function readContent(content: unknown): Content {
  if (typeof content === 'string') return { text: content };
  if (content === undefined || content === null) return {};
  const read: Mutable<Content> = {};
  for (const part of Array.isArray(content) ? content : [content]) readPart(part, read);
  return read;
}

function readPart(part: unknown, read: Mutable<Content>): void {
  if (typeof part === 'string') return addText(read, part);
  if (!isPart(part)) return countUnread(read);
  const kind = kindOf(part);
  if (/^(text|output_text|text_delta)$/.test(kind)) return readText(part, ['text', kind], read);
  if (/^(citationsContent)$/.test(kind)) return readInner(read, part[kind], 'content');
  if (kind === 'refusal') {
    read.finish = 'withheld';
    return readText(part, ['refusal', 'text'], read);
  }
  if (/thinking|reasoning/.test(kind)) return readReasoning(part, kind, read);
  if (/^(tool_use|toolUse|tool_calls?|function_call|custom_tool_call|mcp_call)$/.test(kind)) {
    read.tool = (read.tool ?? '') + JSON.stringify(part);
    read.calls = (read.calls ?? 0) + 1;
    return;
  }
  if (kind === '' && Object.keys(part).length === 0) return;
  if (!WITHOUT_CONTENT.test(kind)) countUnread(read);
}

/**
 * Returns the kind of a part: its `type` in nearly all APIs, or the name of its only member in
 * Converse.
 */
function kindOf(part: Part): string {
  const { type } = part;
  if (typeof type === 'string') return type;
  const [only, ...others] = Object.keys(part);
  if (typeof part['text'] === 'string') return 'text';
  return only !== undefined && others.length === 0 ? only : '';
}

function readText(part: Part, members: readonly string[], read: Mutable<Content>): void {
  const text = members.map((member) => part[member]).find((value) => typeof value === 'string');
  if (typeof text === 'string') addText(read, text);
  else countUnread(read);
}

function addText(read: Mutable<Content>, text: string): void {
  read.text = (read.text ?? '') + text;
}

/** Reads reasoning, which is never shown; only its presence matters. */
function readReasoning(part: Part, kind: string, read: Mutable<Content>): void {
  const { text, thinking, data } = part;
  if (data !== undefined) {
    read.withheld = true;
    return;
  }
  const thought = [thinking, text, part[kind]].find((value) => value !== undefined);
  const words = typeof thought === 'string' ? thought : JSON.stringify(thought ?? '');
  read.reasoning = (read.reasoning ?? '') + words;
}

function readInner(read: Mutable<Content>, inside: unknown, member: string): void {
  if (!isPart(inside)) return countUnread(read);
  const { text, unread } = readContent(inside[member]);
  if (text !== undefined) addText(read, text);
  if (unread !== undefined) read.unread = (read.unread ?? 0) + unread;
}

function countUnread(read: Mutable<Content>): void {
  read.unread = (read.unread ?? 0) + 1;
}

function isPart(value: unknown): value is Part {
  return isObject(value);
}
