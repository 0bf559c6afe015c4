import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dataset, loadDataset } from '../../../src/dataset/dataset.ts';
import { createRandom } from '../../../src/random/random.ts';
import type { DatasetSource } from '../../../src/scenario/dataset/dataset-schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';

/** A log record of Bedrock. */
function record(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: '2026-03-01T10:00:00Z',
    accountId: '123456789012',
    identity: { arn: 'arn:aws:sts::123456789012:assumed-role/support/me' },
    region: 'us-east-1',
    requestId: 'r1',
    operation: 'Converse',
    modelId: HAIKU,
    input: {
      inputContentType: 'application/json',
      inputBodyJson: {
        messages: [{ role: 'user', content: [{ text: 'When are refunds paid?' }] }],
        system: [{ text: 'Be brief.' }],
        inferenceConfig: { maxTokens: 77 },
      },
      inputTokenCount: 12,
    },
    output: {
      outputContentType: 'application/json',
      outputBodyJson: {
        output: { message: { role: 'assistant', content: [{ text: 'Within 14 days.' }] } },
        stopReason: 'end_turn',
      },
    },
    ...over,
  };
}

function put(name: string, ...records: unknown[]): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  const text = records.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
}

function load(name = '', options: Partial<DatasetSource> = {}): Promise<Dataset> {
  const source: DatasetSource = {
    file: join(folder, name),
    format: 'bedrock-log',
    order: 'sequential',
    redact: [],
    skipBadRows: false,
    columns: {},
    ...options,
  };
  return loadDataset(
    source,
    { user: '{{ question }}', maxTokens: 200 },
    { random: createRandom(1, 'order') },
  );
}

const HOUR = 'AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/03/01/10';

describe('log of model invocations', () => {
  it('a log of model invocations is sent as logged, with its answers as references', async () => {
    put('log.json.gz', record());
    const { queries } = await load('log.json.gz');
    expect(queries).toMatchObject([
      {
        id: 'r1',
        system: 'Be brief.',
        messages: [{ role: 'user', text: 'When are refunds paid?' }],
        maxTokens: 77,
        reference: 'Within 14 days.',
        at: 0,
        tags: { loggedModel: HAIKU },
      },
    ]);
  });

  it('a log of model invocations is read from a folder and its subfolders, in time order', async () => {
    const at = (requestId: string, timestamp: string) => record({ requestId, timestamp });
    put(
      `${HOUR}/b.json.gz`,
      at('r3', '2026-03-01T10:00:03.500Z'),
      at('r1', '2026-03-01T10:00:01Z'),
    );
    put(`${HOUR}/c.json.gz`, at('r2', '2026-03-01T10:00:02Z'));
    put(`${HOUR}/amazon-bedrock-logs-permission-check`, 'nothing');
    const { queries } = await load();
    expect(queries.map(({ id, at }) => [id, at])).toEqual([
      ['r1', 0],
      ['r2', 1000],
      ['r3', 2500],
    ]);
  });

  it('a log of model invocations keeps the earliest rows where a limit is set', async () => {
    put('a.jsonl', record({ requestId: 'late', timestamp: '2026-03-01T11:00:00Z' }), record());
    expect((await load('', { limit: 1 })).queries.map(({ id }) => id)).toEqual(['r1']);
  });

  it('a log of model invocations can be reduced to its busiest window', async () => {
    const seconds = [0, 100, 101, 102, 300];
    const records = seconds.map((second) =>
      record({
        requestId: `r${second}`,
        timestamp: new Date(Date.UTC(2026, 2, 1) + second * 1000).toISOString(),
      }),
    );
    put('a.jsonl', ...records);
    const { queries } = await load('', { busiest: 10_000 });
    expect(queries.map(({ id, at }) => [id, at])).toEqual([
      ['r100', 0],
      ['r101', 1000],
      ['r102', 2000],
    ]);
  });

  it.each([
    [
      'Anthropic’s InvokeModel',
      {
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 99,
        system: 'Be brief.',
        messages: [{ role: 'user', content: 'Why?' }],
      },
      {
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'So.' },
        ],
      },
    ],
    [
      'Anthropic’s stream',
      {
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 99,
        system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Why?' }] }],
      },
      [
        { type: 'message_start', message: { content: [] } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'S' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'o.' } },
        { type: 'message_stop' },
      ],
    ],
    [
      'ConverseStream with a cache point',
      {
        messages: [
          { role: 'user', content: [{ text: 'Why?' }, { cachePoint: { type: 'default' } }] },
        ],
        system: [{ text: 'Be brief.' }],
        inferenceConfig: { maxTokens: 99 },
      },
      [
        { messageStart: { role: 'assistant' } },
        { contentBlockDelta: { delta: { text: 'So' }, contentBlockIndex: 0 } },
        { contentBlockDelta: { delta: { text: '.' }, contentBlockIndex: 0 } },
        { messageStop: { stopReason: 'end_turn' } },
      ],
    ],
    [
      'OpenAI’s chat',
      {
        max_completion_tokens: 99,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
        ],
      },
      { choices: [{ message: { role: 'assistant', content: 'So.' } }] },
    ],
  ])(
    'a log of model invocations reads the bodies of %s',
    async (_, inputBodyJson, outputBodyJson) => {
      put('a.jsonl', record({ input: { inputBodyJson }, output: { outputBodyJson } }));
      expect((await load()).queries).toMatchObject([
        {
          system: 'Be brief.',
          messages: [{ role: 'user', text: 'Why?' }],
          maxTokens: 99,
          reference: 'So.',
        },
      ]);
    },
  );

  it('a log of model invocations includes failed requests, without a reference', async () => {
    put('a.jsonl', record({ errorCode: 'ThrottlingException', output: undefined }));
    const [query] = (await load()).queries;
    expect(query).not.toHaveProperty('reference');
  });

  it('a log of model invocations loads bodies stored separately', async () => {
    const path = `s3://logs/${HOUR}/data/r1_input.json.gz`;
    put(`${HOUR}/a.json.gz`, record({ input: { inputBodyS3Path: path } }));
    put(`${HOUR}/data/r1_input.json.gz`, { messages: [{ role: 'user', content: 'Long.' }] });
    expect((await load()).queries[0]?.messages).toEqual([{ role: 'user', text: 'Long.' }]);
  });

  it('a log of model invocations reports a missing body', async () => {
    put('a.jsonl', record({ input: { inputBodyS3Path: 's3://logs/x/data/r1_input.json.gz' } }));
    await expect(load()).rejects.toThrow(
      /a\.jsonl:1: The input lies apart, in s3:\/\/logs\/x\/data\/r1_input\.json\.gz, and is not among the files/,
    );
  });

  it('a log of model invocations keeps no redacted text, not in the columns either', async () => {
    const secret = (text: string) => [{ role: 'user', content: [{ text }] }];
    put(
      'a.jsonl',
      record({
        input: { inputBodyJson: { messages: secret('I am ann@example.org.') } },
        output: {
          outputBodyJson: [
            { contentBlockDelta: { delta: { text: 'Hello ann@exam' } } },
            { contentBlockDelta: { delta: { text: 'ple.org!' } } },
          ],
        },
        requestMetadata: { user: 'ann@example.org' },
      }),
    );
    const { queries } = await load('', { redact: ['\\w+@[\\w.]+\\w'] });
    expect(JSON.stringify(queries)).not.toContain('ann');
    expect(queries[0]).toMatchObject({
      messages: [{ text: 'I am [redacted].' }],
      reference: 'Hello [redacted]!',
    });
  });

  it.each([
    ['another JSON', { hello: 1 }, /no record of a model-invocation log/],
    ['no timestamp', record({ timestamp: 'noon' }), /has no timestamp/],
    ['no body', record({ input: {} }), /The request has no body/],
    [
      'a prompt format of a model’s own',
      record({ input: { inputBodyJson: { inputText: 'secret', dimensions: 3 } } }),
      /has no messages, but inputText, dimensions/,
    ],
    [
      'an image',
      record({
        input: {
          inputBodyJson: { messages: [{ role: 'user', content: [{ image: { format: 'png' } }] }] },
        },
      }),
      /A message holds image, and only text can be asked again/,
    ],
  ])(
    'a log of model invocations refuses %s, or skips it with skipBadRows',
    async (_, entry, complaint) => {
      put('a.jsonl', entry, record({ requestId: 'good' }));
      await expect(load()).rejects.toThrow(complaint);
      const dataset = await load('', { skipBadRows: true });
      expect(dataset.queries.map(({ id }) => id)).toEqual(['good']);
      expect(dataset.skippedRows).toBe(1);
    },
  );

  it('a log of model invocations refuses a damaged gzip file, and a folder without logs', async () => {
    writeFileSync(join(folder, 'a.json.gz'), gzipSync(JSON.stringify(record())).subarray(0, 60));
    await expect(load()).rejects.toThrow(/a\.json\.gz: The file cannot be unzipped/);
    mkdirSync(join(folder, 'empty'));
    await expect(load('empty')).rejects.toThrow(/holds no \.json, \.jsonl or \.gz file/);
  });
});

describe('rows of a batch inference', () => {
  it('the rows of a batch inference send what the batch sends; an output file has references', async () => {
    put(
      'in.jsonl',
      {
        recordId: 'A1',
        modelInput: { max_tokens: 9, messages: [{ role: 'user', content: 'Why?' }] },
      },
      {
        recordId: 'A2',
        modelInput: { messages: [{ role: 'user', content: [{ text: 'Who?' }] }] },
        modelOutput: { content: [{ type: 'text', text: 'You.' }] },
      },
    );
    const { queries } = await load('in.jsonl', { format: 'bedrock-batch' });
    expect(queries).toMatchObject([
      { id: 'A1', messages: [{ role: 'user', text: 'Why?' }], maxTokens: 9 },
      { id: 'A2', messages: [{ role: 'user', text: 'Who?' }], maxTokens: 200, reference: 'You.' },
    ]);
    expect(queries[0]).not.toHaveProperty('reference');
  });
});
