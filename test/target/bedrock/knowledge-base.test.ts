import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import { Problem } from '../../../src/problem/problem.ts';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes, exceptionBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

type KnowledgeBase = Extract<ServiceSpec, { kind: 'knowledge-base' }>;

const BASE: KnowledgeBase = {
  kind: 'knowledge-base',
  knowledgeBaseId: 'KB12345678',
  by: 'generate',
  model: 'amazon.nova-lite-v1:0',
  results: 3,
  filter: {},
  stream: true,
};

const PASSAGE = {
  content: { text: 'Refunds take <14> days.', type: 'TEXT' },
  location: { type: 'S3', s3Location: { uri: 's3://b/refunds.md' } },
};
const CITATION = { text: 'Refunds take <14> days.', source: 's3://b/refunds.md' };

async function ask(
  service: Partial<KnowledgeBase>,
  respond: Respond,
  query: Query = queryOf('How long?'),
): Promise<{ reply: Reply; requests: readonly WireRecord[] }> {
  const server = await startWireServer(respond);
  const target = await createTarget(specOf({ ...BASE, ...service }), wiringOf(server.url));
  try {
    const reply = await target.ask(query, callOf());
    return { reply, requests: server.requests };
  } finally {
    await target.close();
    await server.close();
  }
}

function frames(...bytes: readonly Buffer[]): Respond {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat(bytes));
  };
}

const output = (text: string): Buffer => eventBytes('output', { text });
const citation = eventBytes('citation', {
  citation: { retrievedReferences: [PASSAGE] },
  retrievedReferences: [PASSAGE],
});

describe('a knowledge base that generates', () => {
  it('RetrieveAndGenerate sends the question, the limit and the model’s ARN', async () => {
    const { requests } = await ask({}, frames(output('14')));
    expect(requests[0]?.path).toBe('/retrieveAndGenerateStream');
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      input: { text: 'How long?' },
      retrieveAndGenerateConfiguration: {
        type: 'KNOWLEDGE_BASE',
        knowledgeBaseConfiguration: {
          knowledgeBaseId: 'KB12345678',
          modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
          retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 3 } },
          generationConfiguration: {
            inferenceConfig: { textInferenceConfig: { maxTokens: 64 } },
          },
        },
      },
    });
  });

  it('RetrieveAndGenerate keeps each cited passage once, and its tokens are estimated', async () => {
    const { reply } = await ask({}, frames(output('Fourteen'), output(' days.'), citation));
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Fourteen days.',
      chunks: 2,
      citations: [CITATION],
      // 9 + 23 characters in, 14 out.
      tokens: { input: 8, output: 4, source: 'estimated' },
    });
  });

  it('RetrieveAndGenerate reads a complete answer and its citations', async () => {
    const body = { output: { text: '14 days.' }, citations: [{ retrievedReferences: [PASSAGE] }] };
    const { reply } = await ask({ stream: false }, (response) =>
      response.end(JSON.stringify(body)),
    );
    expect(reply).toMatchObject({ outcome: 'ok', answer: '14 days.', citations: [CITATION] });
  });

  it('RetrieveAndGenerate reports a guardrail that intervened', async () => {
    const guardrail = eventBytes('guardrail', { action: 'INTERVENED' });
    const { reply } = await ask({}, frames(output('No.'), guardrail));
    expect(reply.stopReason).toBe('guardrail_intervened');
  });

  it.each([
    ['no output at all', frames(citation), 'incomplete'],
    ['a cut frame', frames(output('14'), citation.subarray(0, 30)), 'incomplete'],
    ['an exception', frames(output('14'), exceptionBytes('throttlingException', {})), 'throttled'],
    [
      'a dependency that failed',
      frames(exceptionBytes('dependencyFailedException', {})),
      'model_error',
    ],
  ])(
    'a RetrieveAndGenerate stream with %s is classified and has no estimate',
    async (_, respond, outcome) => {
      const { reply } = await ask({}, respond);
      expect(reply).toMatchObject({ outcome, tokens: { source: 'unknown' } });
    },
  );

  it('a knowledge base is filtered by the row’s values', async () => {
    const filter = { tenant: '{{ tenant }}', year: '{{ year }}' };
    const query = queryOf('How long?', { tenant: 'acme', row: { year: 2026 } });
    const { requests } = await ask({ filter }, frames(output('14')), query);
    expect(requests[0]?.body).toContain(
      '"filter":{"andAll":[{"equals":{"key":"tenant","value":"acme"}},{"equals":{"key":"year","value":2026}}]}',
    );
  });

  it("nothing is sent for a row that lacks the filter's tenant", async () => {
    const reply = ask({ filter: { tenant: '{{ tenant }}' } }, frames(output('14')));
    await expect(reply).rejects.toThrow(Problem);
  });
});

describe('a knowledge base that is searched', () => {
  const results = { retrievalResults: [{ ...PASSAGE, score: 0.7 }] };

  it('Retrieve answers with the passages', async () => {
    const { reply, requests } = await ask({ by: 'retrieve' }, (response) =>
      response.end(JSON.stringify(results)),
    );
    expect(requests[0]).toMatchObject({ path: '/knowledgebases/KB12345678/retrieve' });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: PASSAGE.content.text,
      citations: [CITATION],
    });
  });

  it('a Retrieve response without results is a model error', async () => {
    const { reply } = await ask({ by: 'retrieve' }, (response) => response.end('{"odd":1}'));
    expect(reply).toMatchObject({ outcome: 'model_error' });
  });

  it('retrieval with Converse reports the time of both requests', async () => {
    const { reply, requests } = await ask(
      { by: 'converse', stream: false },
      (response, request) => {
        const usage = { inputTokens: 30, outputTokens: 4 };
        const message = { content: [{ text: '14 days.' }] };
        const answer = {
          output: { message },
          stopReason: 'end_turn',
          usage,
          metrics: { latencyMs: 7 },
        };
        response.end(JSON.stringify(request.path.endsWith('retrieve') ? results : answer));
      },
    );
    expect(requests.map(({ path }) => path)).toEqual([
      '/knowledgebases/KB12345678/retrieve',
      '/model/amazon.nova-lite-v1%3A0/converse',
    ]);
    expect(requests[1]?.body).toContain(
      '<passage>Refunds take &lt;14&gt; days.</passage>\\nHow long?',
    );
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: '14 days.',
      citations: [CITATION],
      tokens: { input: 30, output: 4, source: 'reported' },
    });
    // The model's own time is not the whole wait.
    expect(reply.server?.latency).toBeUndefined();
    const { sent, retrieved, firstVisible } = reply.stamps;
    expect(retrieved).toBeGreaterThan(sent ?? Infinity);
    expect(firstVisible).toBeGreaterThanOrEqual(retrieved ?? Infinity);
  });

  it('retrieval with Converse fails with its retrieval and does not call the model', async () => {
    const { reply, requests } = await ask({ by: 'converse' }, (response) => {
      response.writeHead(429, { 'x-amzn-errortype': 'ThrottlingException' });
      response.end('{"message":"slow"}');
    });
    expect(reply).toMatchObject({ outcome: 'throttled', answer: '' });
    expect(requests).toHaveLength(1);
  });
});
