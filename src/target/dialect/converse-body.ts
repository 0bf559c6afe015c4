import type { Media, Message, Query } from '../../dataset/query/query.ts';
import type { Tool, ToolChoice } from '../../scenario/prompt-schema.ts';
import { unworded } from '../prompt/media.ts';
import type { RequestQuirks } from './dialect.ts';

/** Converts the base64 of an image or a document to the form that the body needs. */
type Bytes = (base64: string) => unknown;

/** Returns the members that Converse and Nova's own bodies share. */
export function converseBody(
  query: Query,
  bytes: Bytes,
  quirks?: RequestQuirks,
): Record<string, unknown> {
  const { system, messages, maxTokens, temperature, topP, stopSequences } = query;
  return {
    messages: messages.map((message) => ({
      role: message.role,
      content: contentOf(message, bytes),
    })),
    ...(system === undefined ? {} : { system: [{ text: system }] }),
    inferenceConfig: {
      maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(stopSequences === undefined ? {} : { stopSequences }),
    },
    ...toolsOf(query, quirks),
  };
}

function contentOf({ text, media = [] }: Message, bytes: Bytes): readonly unknown[] {
  if (media.length === 0) return [{ text }];
  return [...media.map((each, index) => mediaBlock(each, index, bytes)), { text }];
}

const FORMATS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

function mediaBlock({ kind, mediaType, base64, name }: Media, index: number, bytes: Bytes) {
  const format = FORMATS[mediaType];
  if (format === undefined) {
    throw unworded(
      `${kind}s of ${mediaType}`,
      'Converse',
      `It takes ${Object.values(FORMATS).join(', ')}.`,
    );
  }
  const source = { bytes: bytes(base64) };
  if (kind === 'image') return { image: { format, source } };
  return { document: { format, name: neutralName(name, index), source } };
}

/**
 * Returns a valid document name: letters, digits, single spaces, dashes, round and square brackets
 * (AWS, "DocumentBlock").
 */
function neutralName(name: string, index: number): string {
  const allowed = name.replace(/[^A-Za-z0-9()[\]-]+/g, ' ').trim();
  return allowed === '' ? `document ${index + 1}` : allowed.slice(0, 200);
}

function toolsOf(
  { tools, toolChoice, output }: Pick<Query, 'tools' | 'toolChoice' | 'output'>,
  { structured = 'forced-tool' }: RequestQuirks = {},
): Readonly<Record<string, unknown>> {
  if (output === undefined) {
    if (tools === undefined) return {};
    return {
      toolConfig: {
        tools: tools.map(toolOf),
        ...(toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice) }),
      },
    };
  }
  const { name, description, schema } = output;
  if (structured === 'format') {
    const jsonSchema = { schema: JSON.stringify(schema), name, description };
    return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
  }
  return {
    toolConfig: {
      tools: [toolOf({ name, description, inputSchema: schema })],
      toolChoice: structured === 'forced-tool' ? { tool: { name } } : { auto: {} },
    },
  };
}

function toolOf({ name, description, inputSchema }: Tool): unknown {
  return {
    toolSpec: {
      name,
      ...(description === undefined ? {} : { description }),
      inputSchema: { json: inputSchema },
    },
  };
}

function choiceOf(choice: ToolChoice): unknown {
  if (typeof choice === 'object') return { tool: { name: choice.tool } };
  if (choice === 'none') throw unworded('toolChoice: none', 'Converse', 'Leave the tools out.');
  return { [choice]: {} };
}
