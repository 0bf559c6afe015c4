import { z } from 'zod';
import { isObject, membersOf } from '../../../json/json-object.ts';
import { asSection } from '../../prompt/tagged-sections.ts';

/** Text of a message's content, and whether it contains a tool's result. */
export interface MessageContent {
  readonly text: string;
  readonly toolResult: boolean;
}

/**
 * Parses a message's content: a string or blocks, a line each. Results of tools become passages,
 * documents of a text format become documents; other blocks have no text.
 */
export const messageContent = z
  .union([z.string(), z.array(z.unknown())])
  .transform((content): MessageContent => {
    if (typeof content === 'string') return { text: content, toolResult: false };
    return {
      text: content.flatMap((block) => textOf(block) ?? []).join('\n'),
      toolResult: content.some(isToolResult),
    };
  });

function isToolResult(block: unknown): boolean {
  const { type, toolResult } = membersOf(block);
  return toolResult !== undefined || type === 'tool_result';
}

function textOf(block: unknown): string | undefined {
  const { type, text, toolResult, document, content, source } = membersOf(block);
  if (typeof text === 'string') return text;
  if (isObject(toolResult)) return resultText(membersOf(toolResult)['content']);
  if (type === 'tool_result') return resultText(content);
  if (type === 'document') return documentText(membersOf(source)['data'], isPlain(source));
  if (isObject(document)) return converseDocument(document);
  return undefined;
}

/** Returns a tool's result as a passage, which the answer may be found in. */
function resultText(content: unknown): string {
  if (typeof content === 'string') return asSection('passage', content);
  const blocks = Array.isArray(content) ? content : [];
  const texts = blocks.flatMap((block) => {
    const { text, json } = membersOf(block);
    if (typeof text === 'string') return text;
    return json === undefined ? [] : JSON.stringify(json);
  });
  return asSection('passage', texts.join('\n'));
}

const TEXT_FORMATS: ReadonlySet<unknown> = new Set(['txt', 'md', 'html', 'csv']);

function converseDocument(document: Readonly<Record<string, unknown>>): string | undefined {
  const { format, source } = document;
  const { bytes, text, content } = membersOf(source);
  if (typeof text === 'string') return documentText(text, true);
  if (Array.isArray(content)) return documentText(content.map(plainText).join('\n'), true);
  return TEXT_FORMATS.has(format) ? documentText(bytes, false) : undefined;
}

function plainText(block: unknown): string {
  const { text } = membersOf(block);
  return typeof text === 'string' ? text : '';
}

function isPlain(source: unknown): boolean {
  return membersOf(source)['type'] === 'text';
}

function documentText(data: unknown, plain: boolean): string | undefined {
  if (typeof data !== 'string') return undefined;
  return asSection('document', plain ? data : Buffer.from(data, 'base64').toString());
}
