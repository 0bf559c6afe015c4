import { describe, expect, it } from 'vitest';
import type { Media, Query } from '../../../src/dataset/query/query.ts';
import { anthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat } from '../../../src/target/dialect/chat.ts';
import { cohere } from '../../../src/target/dialect/cohere.ts';
import { completions } from '../../../src/target/dialect/completions.ts';
import { converse } from '../../../src/target/dialect/converse.ts';
import type { Dialect } from '../../../src/target/dialect/dialect.ts';
import { llama } from '../../../src/target/dialect/llama.ts';
import { mistral } from '../../../src/target/dialect/mistral.ts';
import { nova } from '../../../src/target/dialect/nova.ts';
import { responses } from '../../../src/target/dialect/responses.ts';
import { textGeneration } from '../../../src/target/dialect/text-generation.ts';
import { titan } from '../../../src/target/dialect/titan.ts';
import { queryOf } from '../asking.ts';

const image: Media = { kind: 'image', mediaType: 'image/png', base64: 'aGk=', name: 'door' };
const pdf: Media = {
  kind: 'document',
  mediaType: 'application/pdf',
  base64: 'aGk=',
  name: 'terms_of 2026.v2',
};

function showing(...media: Media[]): Query {
  return queryOf('', { messages: [{ role: 'user', text: 'What is this?', media }] });
}

function contentOf(dialect: Dialect, query: Query): unknown {
  const { messages, input } = dialect.body(query) as Record<string, { content: unknown }[]>;
  return (messages ?? input)?.[0]?.content;
}

describe('an image', () => {
  const url = 'data:image/png;base64,aGk=';
  it.each<[string, Dialect, unknown]>([
    ['Converse', converse, { image: { format: 'png', source: { bytes: Buffer.from('hi') } } }],
    ['Nova', nova, { image: { format: 'png', source: { bytes: 'aGk=' } } }],
    ['chat', chat, { type: 'image_url', image_url: { url } }],
    ['Responses', responses, { type: 'input_image', image_url: url }],
    [
      'Messages',
      anthropic,
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
    ],
  ])('an image comes before the text on the wire of %s', (_, dialect, part) => {
    expect(contentOf(dialect, showing(image))).toEqual([
      part,
      expect.objectContaining({ text: 'What is this?' }),
    ]);
  });
});

describe('a document', () => {
  it('a document has a neutral name on Converse', () => {
    expect(contentOf(converse, showing(pdf))).toEqual([
      {
        document: { format: 'pdf', name: 'terms of 2026 v2', source: { bytes: Buffer.from('hi') } },
      },
      { text: 'What is this?' },
    ]);
  });

  it('a document is a block of Messages, plain text as text', () => {
    const text: Media = { ...pdf, mediaType: 'text/plain' };
    expect(contentOf(anthropic, showing(pdf, text))).toMatchObject([
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'aGk=' } },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } },
      { type: 'text' },
    ]);
  });

  it.each([
    ['chat', chat],
    ['Responses', responses],
  ])('a document is refused by %s', (_, dialect) => {
    expect(() => dialect.body(showing(pdf))).toThrow('cannot say');
  });
});

const TEXT_WIRES: [string, Dialect][] = [
  ['completions', completions],
  ['Llama', llama],
  ['Mistral', mistral],
  ['Cohere', cohere],
  ['Titan', titan],
  ['TGI', textGeneration],
];

describe('a text-only wire', () => {
  const tools = [{ name: 'find', inputSchema: { type: 'object' } }];
  it.each(TEXT_WIRES)('a text-only wire refuses images, documents and tools: %s', (_, dialect) => {
    expect(() => dialect.body(showing(image))).toThrow('images');
    expect(() => dialect.body(showing(pdf))).toThrow('documents');
    expect(() => dialect.body(queryOf('Hi', { tools }))).toThrow('tools');
  });

  it.each<[string, Dialect, object]>([
    ['completions', completions, { top_p: 0.5, stop: ['#'] }],
    ['Mistral', mistral, { top_p: 0.5, stop: ['#'] }],
    ['Cohere', cohere, { p: 0.5, stop_sequences: ['#'] }],
    ['Titan', titan, { textGenerationConfig: { topP: 0.5, stopSequences: ['#'] } }],
    ['TGI', textGeneration, { parameters: { top_p: 0.5, stop: ['#'] } }],
  ])('topP and stopSequences have their own names: %s', (_, dialect, members) => {
    const body = dialect.body(queryOf('Hi', { topP: 0.5, stopSequences: ['#'] }));
    expect(body).toMatchObject(members);
  });

  it('stopSequences on a wire without them are a Problem', () => {
    expect(() => llama.body(queryOf('Hi', { stopSequences: ['#'] }))).toThrow('stopSequences');
    expect(() => responses.body(queryOf('Hi', { stopSequences: ['#'] }))).toThrow('stopSequences');
  });
});

describe('JSON of a schema', () => {
  const output = { name: 'answer', description: 'd', schema: { type: 'object' } };
  const query = queryOf('Hi', { output });

  it('Converse requests JSON by a forced tool, an offered one or a format', () => {
    const tool = {
      toolSpec: { name: 'answer', description: 'd', inputSchema: { json: output.schema } },
    };
    expect(converse.body(query)).toMatchObject({
      toolConfig: { tools: [tool], toolChoice: { tool: { name: 'answer' } } },
    });
    expect(converse.body(query, { structured: 'offered-tool' })).toMatchObject({
      toolConfig: { tools: [tool], toolChoice: { auto: {} } },
    });
    const format = converse.body(query, { structured: 'format' });
    expect(format).not.toHaveProperty('toolConfig');
    expect(format).toMatchObject({
      outputConfig: {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { name: 'answer', schema: '{"type":"object"}' } },
        },
      },
    });
  });

  it('Messages requests JSON by a forced tool, an offered one or a format', () => {
    expect(anthropic.body(query, { structured: 'format' })).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: output.schema } },
    });
    expect(anthropic.body(query, { structured: 'offered-tool' })).toMatchObject({
      tool_choice: { type: 'auto' },
    });
  });
});
