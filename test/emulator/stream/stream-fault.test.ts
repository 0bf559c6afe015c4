import { setTimeout as sleep } from 'node:timers/promises';
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { InvokeEndpointWithResponseStreamCommand } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../src/scenario/emulator/fault-kinds.ts';
import { ANSWER, PROMPT, collect, useEmulator } from '../running-emulator.ts';

const FAULTS: readonly FaultKind[] = [
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
  'reset',
  'stall',
];

/** Each fault applies to its own model, so that the tests can run concurrently. */
const modelOf = (kind: FaultKind): string => `test.${kind}`;

const running = useEmulator(['test-endpoint', ...FAULTS.map(modelOf)], {
  faults: [
    ...FAULTS.map((kind) => ({ kind, probability: 1, on: modelOf(kind) })),
    { kind: 'mid-stream-exception', probability: 1, on: 'test-endpoint' },
  ],
});

function modelRequest(kind: FaultKind): ConverseStreamCommand {
  const messages = [{ role: 'user' as const, content: [{ text: PROMPT }] }];
  return new ConverseStreamCommand({ modelId: modelOf(kind), messages });
}

/** Returns the text before the stream ended, and the error it ended with, if any. */
async function outcome(kind: FaultKind): Promise<{ text: string; ended: boolean; error: unknown }> {
  const events: ConverseStreamOutput[] = [];
  let error: unknown;
  const { stream } = await running.bedrock.send(modelRequest(kind));
  try {
    for await (const event of stream ?? []) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
  return { text, ended: events.some((event) => event.messageStop !== undefined), error };
}

function servedOutcome(kind: FaultKind): string | undefined {
  return running.emulator.log().findLast((entry) => entry.model === modelOf(kind))?.outcome;
}

describe.concurrent('a stream broken off', () => {
  it('a stream with an exception in its first frame is retried silently by the SDK, under HTTP 200', async () => {
    const refused = running.bedrock.send(modelRequest('first-frame-exception'));
    await expect(refused).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { attempts: 3 },
    });
    const served = running.emulator.log().filter(({ fault }) => fault === 'first-frame-exception');
    expect(served.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      ['attempt=1; max=3', 'throttled'],
      ['attempt=2; max=3', 'throttled'],
      ['attempt=3; max=3', 'throttled'],
    ]);
  });

  it('a stream with an exception in the middle keeps the text before it', async () => {
    const { text, error } = await outcome('mid-stream-exception');
    expect(ANSWER.startsWith(text) && text !== '').toBe(true);
    expect(error).toMatchObject({ name: 'ModelStreamErrorException' });
    expect(servedOutcome('mid-stream-exception')).toBe('model_error');
  });

  it('a stream cut inside a frame raises the SDK’s error for a truncated message', async () => {
    const { text, error } = await outcome('cut-frame');
    expect(text).not.toBe(ANSWER);
    expect(error).toMatchObject({ message: expect.stringContaining('Truncated event message') });
    expect(servedOutcome('cut-frame')).toBe('incomplete');
  });

  it('a stream with a wrong checksum raises the SDK’s checksum error', async () => {
    const { error } = await outcome('bad-crc');
    expect(error).toMatchObject({ message: expect.stringContaining('checksum') });
    expect(servedOutcome('bad-crc')).toBe('server_error');
  });

  it('a stream that ends early raises no error and lacks its end marker', async () => {
    const { text, ended, error } = await outcome('clean-early-end');
    expect({ whole: text === ANSWER, ended, error }).toEqual({
      whole: false,
      ended: false,
      error: undefined,
    });
    expect(servedOutcome('clean-early-end')).toBe('incomplete');
  });

  it('a stream reset is an error over HTTP/1.1', async () => {
    const body = {
      model: modelOf('reset'),
      stream: true,
      messages: [{ role: 'user', content: PROMPT }],
    };
    const response = await running.post('/v1/chat/completions', body);
    await expect(response.text()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(servedOutcome('reset')).toBe('server_error');
  });

  it('a stream reset over HTTP/2 lacks its end marker, and the SDK may raise no error', async () => {
    expect(await outcome('reset')).toMatchObject({ ended: false });
  });

  it('a stream that stalls lasts until the client gives up', async ({ expect }) => {
    const client = new AbortController();
    const { stream } = await running.bedrock.send(modelRequest('stall'), {
      abortSignal: client.signal,
    });
    const events: ConverseStreamOutput[] = [];
    const silence: unknown[] = [];
    for await (const event of stream ?? []) {
      events.push(event);
      // An answer that does not stall is over by then.
      if (event.contentBlockDelta !== undefined && silence.length === 0) {
        silence.push(sleep(500).then(() => client.abort()));
      }
    }
    await Promise.all(silence);
    expect(silence).toHaveLength(1);
    expect(events.some((event) => event.messageStop !== undefined)).toBe(false);
    await expect.poll(() => servedOutcome('stall'), { timeout: 30_000 }).toBe('interrupted');
  });

  it('a broken stream of SageMaker throws ModelStreamError', async () => {
    const { Body } = await running.sageMaker.send(
      new InvokeEndpointWithResponseStreamCommand({
        EndpointName: 'test-endpoint',
        ContentType: 'application/json',
        Body: JSON.stringify({ inputs: PROMPT, stream: true }),
      }),
    );
    await expect(collect(Body)).rejects.toMatchObject({
      name: 'ModelStreamError',
      ErrorCode: 'StreamBroken',
    });
  });

  it('a stream fault does not affect answers that do not stream', async () => {
    const { modelId, messages } = modelRequest('cut-frame').input;
    const reply = await running.bedrock.send(new ConverseCommand({ modelId, messages }));
    expect(reply.output?.message?.content).toEqual([{ text: ANSWER }]);
  });
});
