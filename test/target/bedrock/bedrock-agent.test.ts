import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { WireRecord } from '../wire-server.ts';

async function ask(
  frames: readonly Buffer[],
  queries: readonly Query[] = [queryOf('Hi')],
): Promise<{ reply: Reply; requests: readonly WireRecord[] }> {
  const server = await startWireServer((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat(frames));
  });
  const spec = specOf({ kind: 'bedrock-agent', agentId: 'A1', agentAliasId: 'B2', stream: true });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const replies = [];
    for (const query of queries) replies.push(await target.ask(query, callOf()));
    const [reply] = replies;
    if (reply === undefined) throw new Error('nothing was sent');
    return { reply, requests: server.requests };
  } finally {
    await target.close();
    await server.close();
  }
}

function chunk(bytes: Buffer, more: object = {}): Buffer {
  return eventBytes('chunk', { bytes: bytes.toString('base64'), ...more });
}

function trace(step: string, inputTokens: number, outputTokens: number): Buffer {
  const modelInvocationOutput = { metadata: { usage: { inputTokens, outputTokens } } };
  return eventBytes('trace', { trace: { [step]: { modelInvocationOutput } } });
}

const WORD = Buffer.from('Grüße');

describe('a Bedrock agent', () => {
  it('a Bedrock agent is invoked with traces and streaming, in a new session', async () => {
    const { requests } = await ask([chunk(WORD)], [queryOf('Hi'), queryOf('Hi')]);
    const [one, other] = requests;
    expect(one?.path).toMatch(/^\/agents\/A1\/agentAliases\/B2\/sessions\/[\w-]{36}\/text$/);
    expect(one?.path).not.toBe(other?.path);
    expect(JSON.parse(one?.body ?? '')).toEqual({
      inputText: 'Hi',
      enableTrace: true,
      streamingConfigurations: { streamFinalResponse: true },
    });
  });

  it('rows with one session share the agent’s session', async () => {
    const query = queryOf('Hi', { session: 'chat 7/b' });
    const { requests } = await ask([chunk(WORD)], [query, query]);
    expect(requests[0]?.path).toMatch(/chat_7_b\/text$/);
    expect(requests[1]?.path).toBe(requests[0]?.path);
  });

  it('an agent’s chunks are joined inside a character, and its citations kept', async () => {
    const passage = { content: { text: 'A passage.' } };
    const citations = [{ retrievedReferences: [passage] }];
    const { reply } = await ask([
      chunk(WORD.subarray(0, 3)),
      chunk(WORD.subarray(3), { attribution: { citations } }),
    ]);
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Grüße',
      citations: [{ text: 'A passage.' }],
    });
  });

  it('an agent’s tokens are summed over every model it called', async () => {
    const { reply } = await ask([
      trace('preProcessingTrace', 100, 10),
      trace('orchestrationTrace', 200, 20),
      eventBytes('trace', { trace: { orchestrationTrace: { rationale: { text: 'hm' } } } }),
      trace('orchestrationTrace', 300, 30),
      chunk(WORD),
    ]);
    expect(reply.tokens).toEqual({ input: 600, output: 60, source: 'reported' });
  });

  it('an agent’s tokens are unknown without traces', async () => {
    expect((await ask([chunk(WORD)])).reply.tokens).toEqual({ source: 'unknown' });
  });

  it('an agent that returns control ends its turn', async () => {
    const { reply } = await ask([eventBytes('returnControl', { invocationId: 'i' })]);
    expect(reply).toMatchObject({ outcome: 'ok', answer: '', stopReason: 'return_control' });
    // It requests a tool, which is not an empty answer.
    expect(reply).not.toHaveProperty('empty');
  });

  it('an agent’s stream without an answer is incomplete', async () => {
    expect((await ask([trace('orchestrationTrace', 1, 1)])).reply.outcome).toBe('incomplete');
  });
});
