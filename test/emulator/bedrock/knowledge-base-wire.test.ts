import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  RetrieveAndGenerateCommand,
  RetrieveAndGenerateStreamCommand,
  RetrieveCommand,
  type RetrievalFilter,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { ACCESS, ANSWER, collect, useEmulator } from '../running-emulator.ts';

const MODEL = 'amazon.nova-lite-v1:0';
const root = mkdtempSync(join(tmpdir(), 'proofload-kb-'));
const dataset = join(root, 'rows.jsonl');
const ROWS = [
  { tenant: 'acme', context: [`${ANSWER} Shoes are sold in blue.`] },
  { tenant: 'zeta', context: ['Refunds are never paid.'] },
];
writeFileSync(dataset, ROWS.map((row) => JSON.stringify(row)).join('\n'));
afterAll(() => rmSync(root, { recursive: true }));

const running = useEmulator([MODEL, 'AGENT12345'], {
  knowledgeBases: { KB12345678: { dataset }, AGENT12345: { dataset } },
});

const QUESTION = 'When are refunds paid after the return?';

async function using<T>(use: (client: BedrockAgentRuntimeClient) => Promise<T>): Promise<T> {
  const client = new BedrockAgentRuntimeClient({
    ...ACCESS,
    maxAttempts: 1,
    endpoint: running.emulator.url,
  });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

function generateInput(filter?: RetrievalFilter) {
  return {
    input: { text: QUESTION },
    retrieveAndGenerateConfiguration: {
      type: 'KNOWLEDGE_BASE' as const,
      knowledgeBaseConfiguration: {
        knowledgeBaseId: 'KB12345678',
        modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`,
        retrievalConfiguration: {
          vectorSearchConfiguration: filter === undefined ? {} : { filter },
        },
      },
    },
  };
}

const ACME: RetrievalFilter = { equals: { key: 'tenant', value: 'acme' } };

describe.concurrent('the knowledge bases of the emulator', () => {
  it.each<[string, RetrievalFilter | undefined, string[]]>([
    ['all', undefined, ['acme', 'zeta']],
    ['equals', ACME, ['acme']],
    ['notEquals', { notEquals: { key: 'tenant', value: 'acme' } }, ['zeta']],
    ['in', { in: { key: 'tenant', value: ['zeta'] } }, ['zeta']],
    ['andAll', { andAll: [ACME, { equals: { key: 'tenant', value: 'zeta' } }] }, []],
    ['orAll', { orAll: [ACME, { equals: { key: 'tenant', value: 'zeta' } }] }, ['acme', 'zeta']],
  ])('Retrieve applies the filter %s', async (_, filter, tenants) => {
    const { retrievalResults } = await using((client) =>
      client.send(
        new RetrieveCommand({
          knowledgeBaseId: 'KB12345678',
          retrievalQuery: { text: QUESTION },
          retrievalConfiguration: {
            vectorSearchConfiguration: filter === undefined ? {} : { filter },
          },
        }),
      ),
    );
    expect(retrievalResults?.map(({ metadata }) => metadata?.['tenant'])).toEqual(tenants);
  });

  it('RetrieveAndGenerate returns an answer with citations and without token counts', async () => {
    const reply = await using((client) =>
      client.send(new RetrieveAndGenerateCommand(generateInput(ACME))),
    );
    expect(reply).toMatchObject({
      output: { text: ANSWER },
      citations: [
        {
          retrievedReferences: [{ location: { type: 'S3' }, metadata: { tenant: 'acme' } }],
        },
      ],
    });
    expect(JSON.stringify(reply)).not.toMatch(/tokens/i);
  });

  it('RetrieveAndGenerateStream sends the answer, then its citation', async () => {
    const events = await using(async (client) => {
      const reply = await client.send(new RetrieveAndGenerateStreamCommand(generateInput(ACME)));
      return collect(reply.stream);
    });
    expect(events.map(({ output }) => output?.text ?? '').join('')).toBe(ANSWER);
    expect(events.at(-1)?.citation?.retrievedReferences).toHaveLength(1);
  });

  it('an unknown knowledge base id is refused', async () => {
    const sent = using((client) =>
      client.send(
        new RetrieveCommand({ knowledgeBaseId: 'NOWHERE', retrievalQuery: { text: QUESTION } }),
      ),
    );
    await expect(sent).rejects.toThrow(/NOWHERE does not exist/);
  });
});

describe.concurrent('an agent of the emulator', () => {
  it.each([
    [true, 10],
    [false, 1],
  ])(
    'an agent streams its answer in several chunks only where requested: %s',
    async (streamFinalResponse, chunks) => {
      const events = await using(async (client) => {
        const reply = await client.send(
          new InvokeAgentCommand({
            agentId: 'AGENT12345',
            agentAliasId: 'LIVE',
            sessionId: 's1',
            inputText: QUESTION,
            enableTrace: true,
            streamingConfigurations: { streamFinalResponse },
          }),
        );
        return collect(reply.completion);
      });
      const chunkBytes = events.flatMap(({ chunk }) => (chunk === undefined ? [] : [chunk.bytes]));
      expect(chunkBytes.map((each) => Buffer.from(each ?? []).toString()).join('')).not.toBe('');
      expect(chunkBytes.length).toBeGreaterThanOrEqual(Math.min(chunks, 2));
      if (chunks === 1) expect(chunkBytes).toHaveLength(1);
      expect(JSON.stringify(events)).toContain('outputTokens');
    },
  );
});
