import { describe, expect, it } from 'vitest';
import { useEmulator } from '../running-emulator.ts';

const TITAN = 'amazon.titan-embed-text-v2:0';
const TITAN_1 = 'amazon.titan-embed-text-v1';
const COHERE = 'cohere.embed-english-v3';
const COHERE_4 = 'cohere.embed-v4:0';
const running = useEmulator([TITAN, TITAN_1, COHERE, COHERE_4, 'embed', 'tei-embed']);

async function embed(path: string, body: unknown) {
  const response = await running.post(path, body);
  const json: unknown = await response.json();
  return { status: response.status, json };
}

const numbers = (length: number) =>
  expect.toSatisfy((value: unknown) => Array.isArray(value) && value.length === length) as unknown;

describe('an embedding', () => {
  it.each([
    [TITAN, {}, 1024],
    [TITAN, { dimensions: 256 }, 256],
    [TITAN, { dimensions: 512 }, 512],
    [TITAN_1, {}, 1536],
  ])('of %s with %j has %d numbers', async (model, more, length) => {
    const { json } = await embed(`/model/${model}/invoke`, { inputText: 'refunds', ...more });
    expect(json).toMatchObject({ embedding: numbers(length) });
  });

  it('of an unsupported length is refused', async () => {
    const body = { inputText: 'refunds', dimensions: 300 };
    expect(await embed(`/model/${TITAN}/invoke`, body)).toMatchObject({ status: 400 });
  });

  it.each([
    [COHERE, {}, [numbers(1024), numbers(1024)]],
    [COHERE_4, {}, [numbers(1536), numbers(1536)]],
    [COHERE_4, { output_dimension: 256 }, [numbers(256), numbers(256)]],
    [
      COHERE,
      { embedding_types: ['float', 'int8'] },
      { float: [numbers(1024), numbers(1024)], int8: [numbers(1024), numbers(1024)] },
    ],
  ])('of %s with %j has a vector for each text', async (model, more, embeddings) => {
    const body = { texts: ['a shoe', 'a hat'], input_type: 'search_document', ...more };
    expect((await embed(`/model/${model}/invoke`, body)).json).toMatchObject({ embeddings });
  });

  it('of OpenAI’s API has the length and encoding that were requested', async () => {
    const body = { model: 'embed', input: ['a shoe', 'a hat'], dimensions: 64 };
    expect((await embed('/v1/embeddings', body)).json).toMatchObject({
      object: 'list',
      data: [
        { index: 0, embedding: numbers(64) },
        { index: 1, embedding: numbers(64) },
      ],
    });
    const encoded = await embed('/v1/embeddings', { ...body, encoding_format: 'base64' });
    const [first] = (encoded.json as { data: { embedding: string }[] }).data;
    expect(Buffer.from(first?.embedding ?? '', 'base64')).toHaveLength(4 * 64);
  });
});
