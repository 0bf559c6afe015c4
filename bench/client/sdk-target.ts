import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import {
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Query } from '../../src/dataset/query/query.ts';
import type { Target } from '../../src/target/contract/target.ts';
import { replyOfText } from './stamped-reply.ts';

export type SdkOperation = 'converse' | 'converse-stream' | 'invoke-stream' | 'sagemaker-stream';

/**
 * An SDK target asks as applications do: the AWS SDK sends, decodes and hands over its events. Over
 * keep-alive HTTP/1.1 without a limit on sockets, or with the handler that the client brings.
 */
export function createSdkTarget(
  endpoint: string,
  operation: SdkOperation,
  handler: 'http1' | 'default',
): Target {
  const config = {
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...(handler === 'default'
      ? {}
      : {
          requestHandler: new NodeHttpHandler({
            httpAgent: { keepAlive: true, maxSockets: 20_000 },
          }),
        }),
  };
  const bedrock = new BedrockRuntimeClient(config);
  const sagemaker = new SageMakerRuntimeClient(config);
  const events = eventsOf(bedrock, sagemaker);
  return {
    name: `sdk ${handler}`,
    async ask(query, { clock }) {
      const sent = clock.now();
      if (operation === 'converse') {
        await bedrock.send(new ConverseCommand(converseInput(query)));
        return replyOfText(sent, [clock.now()], '');
      }
      const times: number[] = [];
      let answer = '';
      for await (const text of events[operation](query)) {
        if (!/\d{18}/.test(text)) continue;
        times.push(clock.now());
        answer += text;
      }
      const instants = answer.match(/\d{18}/g) ?? [];
      return replyOfText(sent, times, instants.join(' '));
    },
    async close() {
      bedrock.destroy();
      sagemaker.destroy();
    },
  };
}

type Texts = (query: Query) => AsyncIterable<string>;

function eventsOf(
  bedrock: BedrockRuntimeClient,
  sagemaker: SageMakerRuntimeClient,
): Record<Exclude<SdkOperation, 'converse'>, Texts> {
  return {
    async *'converse-stream'(query) {
      const { stream } = await bedrock.send(new ConverseStreamCommand(converseInput(query)));
      for await (const event of stream ?? []) yield event.contentBlockDelta?.delta?.text ?? '';
    },
    async *'invoke-stream'(query) {
      const { body } = await bedrock.send(
        new InvokeModelWithResponseStreamCommand({
          modelId: 'anthropic.metronome',
          contentType: 'application/json',
          body: JSON.stringify({
            anthropic_version: 'bedrock-2023-05-31',
            max_tokens: query.maxTokens,
            messages: query.messages.map(({ role, text }) => ({ role, content: text })),
          }),
        }),
      );
      for await (const { chunk } of body ?? []) yield textIn(chunk?.bytes);
    },
    async *'sagemaker-stream'(query) {
      const { Body } = await sagemaker.send(
        new InvokeEndpointWithResponseStreamCommand({
          EndpointName: 'metronome',
          ContentType: 'application/json',
          Body: JSON.stringify({
            messages: query.messages.map(({ role, text }) => ({ role, content: text })),
            stream: true,
          }),
        }),
      );
      for await (const { PayloadPart } of Body ?? []) {
        // What an application would do next.
        yield textIn(PayloadPart?.Bytes);
      }
    },
  };
}

function textIn(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString();
}

function converseInput({ messages, maxTokens }: Query) {
  return {
    modelId: 'anthropic.metronome',
    messages: messages.map(({ role, text }) => ({ role, content: [{ text }] })),
    inferenceConfig: { maxTokens },
  };
}
