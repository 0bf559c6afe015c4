import { isObject } from '../../json/json-object.ts';
import type { Delta } from '../delta/delta.ts';

/** Content is what a message holds beside its text: a list of parts, or one of them. */
export type Content = Pick<
  Delta,
  'text' | 'reasoning' | 'withheld' | 'tool' | 'calls' | 'unread' | 'finish'
>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Part = Readonly<Record<string, unknown>>;

/** Kinds of part that bring nothing of their own to the answer: their results are in its text. */
const BESIDE =
  /^(signature|citations?|references?|annotations?|cachePoint|(web_search|file_search|code_interpreter|mcp)_.*|server_tool_use|.*tool_result|toolResult|guardContent)$/;

/**
 * Reads content as the services word it: a text, a list of parts, or one part. Parts are texts,
 * thinking (Mistral's is a list of its own), refusals, tool calls and Converse's members by name;
 * one of a kind that is not known is counted (`unread`), so that an answer of it is not taken for an
 * empty one.
 */
export function readContent(content: unknown): Content {
  if (typeof content === 'string') return { text: content };
  if (content === undefined || content === null) return {};
  const read: Mutable<Content> = {};
  for (const part of Array.isArray(content) ? content : [content]) readPart(part, read);
  return read;
}

function readPart(part: unknown, read: Mutable<Content>): void {
  if (typeof part === 'string') return say(read, part);
  if (!isPart(part)) return leave(read);
  const kind = kindOf(part);
  if (/^(text|output_text|text_delta)$/.test(kind)) return said(part, ['text', kind], read);
  if (/^(citationsContent)$/.test(kind)) return merge(read, part[kind], 'content');
  if (kind === 'refusal') {
    read.finish = 'withheld';
    return said(part, ['refusal', 'text'], read);
  }
  if (/thinking|reasoning/.test(kind)) return think(part, kind, read);
  if (/^(tool_use|toolUse|tool_calls?|function_call|custom_tool_call|mcp_call)$/.test(kind)) {
    read.tool = (read.tool ?? '') + JSON.stringify(part);
    read.calls = (read.calls ?? 0) + 1;
    return;
  }
  if (kind === '' && Object.keys(part).length === 0) return;
  if (!BESIDE.test(kind)) leave(read);
}

/** By `type`, as nearly everybody writes it, or by the name of the only member, as Converse does. */
function kindOf(part: Part): string {
  const { type } = part;
  if (typeof type === 'string') return type;
  const [only, ...others] = Object.keys(part);
  if (typeof part['text'] === 'string') return 'text';
  return only !== undefined && others.length === 0 ? only : '';
}

function said(part: Part, members: readonly string[], read: Mutable<Content>): void {
  const text = members.map((member) => part[member]).find((value) => typeof value === 'string');
  if (typeof text === 'string') say(read, text);
  else leave(read);
}

function say(read: Mutable<Content>, text: string): void {
  read.text = (read.text ?? '') + text;
}

/** What is thought is never shown; that it was there is enough. */
function think(part: Part, kind: string, read: Mutable<Content>): void {
  const { text, thinking, data } = part;
  if (data !== undefined) {
    read.withheld = true;
    return;
  }
  const thought = [thinking, text, part[kind]].find((value) => value !== undefined);
  const words = typeof thought === 'string' ? thought : JSON.stringify(thought ?? '');
  read.reasoning = (read.reasoning ?? '') + words;
}

function merge(read: Mutable<Content>, inside: unknown, member: string): void {
  if (!isPart(inside)) return leave(read);
  const { text, unread } = readContent(inside[member]);
  if (text !== undefined) say(read, text);
  if (unread !== undefined) read.unread = (read.unread ?? 0) + unread;
}

function leave(read: Mutable<Content>): void {
  read.unread = (read.unread ?? 0) + 1;
}

function isPart(value: unknown): value is Part {
  return isObject(value);
}
