import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import { TRACKING_STEP, createSdkHandler, SHAPE } from '../aws-sdk/sdk-handler.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { parseJson } from '../errors/decode-error.ts';
import { countAt, fieldPath, listAt, textAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import { decodeAwsEvents } from '../wire/aws-event.ts';
import { readCitations } from './citation.ts';

const bytes = textAt('bytes');
const attributed = listAt('attribution.citations');
const references = listAt('retrievedReferences');
const trace = fieldPath('trace');
const usage = (step: string) => ({
  input: countAt(`${step}.modelInvocationOutput.metadata.usage.inputTokens`),
  output: countAt(`${step}.modelInvocationOutput.metadata.usage.outputTokens`),
});
/** The steps of an agent that ask a model. */
const STEPS = [
  'orchestrationTrace',
  'preProcessingTrace',
  'postProcessingTrace',
  'routingClassifierTrace',
].map(usage);

/**
 * A BedrockAgent is the `ask` of InvokeAgent, with traces: they alone tell tokens, which are added up
 * over every model the agent asked.
 *
 * Rows of one `session` share the agent's; every other query begins its own.
 */
export function createBedrockAgent(
  service: Extract<ServiceSpec, { kind: 'bedrock-agent' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { agentId, agentAliasId, stream } = service;
  const sdk = createSdkHandler(clientConfig, transport, service);
  const client = new BedrockAgentRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPE);
  const run = randomUUID();

  return (query, call) => {
    const replyBuilder = createReplyBuilder((_, emit) => decodeEvents(emit));
    const asked = {
      agentId,
      agentAliasId,
      sessionId: query.session === undefined ? randomUUID() : sessionId(run, query.session),
      inputText: questionOf(query),
      enableTrace: true,
      streamingConfigurations: { streamFinalResponse: stream },
    };
    const input = { ...asked, ...mergePatch(asked, service.request) };
    return sdk.ask(
      {
        input,
        send: () => client.send(new InvokeAgentCommand(input)),
        async read({ completion }, show) {
          const text = new StringDecoder('utf8');
          for await (const { chunk } of completion ?? []) {
            show(text.write(Buffer.from(chunk?.bytes ?? [])));
          }
        },
      },
      call,
      replyBuilder,
    );
  };
}

/** At most 100 letters, digits, dots, dashes, colons and underscores. */
function sessionId(run: string, session: string): string {
  return `${run}-${session.replace(/[^\w.:-]/g, '_')}`.slice(0, 100);
}

/** The stream has no end marker of its own: a clean end after some answer has to do. */
function decodeEvents(emit: Emit): Decoder {
  // A chunk may end inside a character.
  const text = new StringDecoder('utf8');
  let ended = false;
  let input: number | undefined;
  let output: number | undefined;

  function count(json: unknown): void {
    for (const step of STEPS) {
      const read = step.input(json);
      const written = step.output(json);
      if (read !== undefined) input = (input ?? 0) + read;
      if (written !== undefined) output = (output ?? 0) + written;
    }
    emit({ tokens: { input, output } });
  }

  const events = decodeAwsEvents(emit, ({ type, payload }) => {
    const json = parseJson(payload.toString('utf8'));
    if (type === 'chunk') {
      ended = true;
      const citations = attributed(json).flatMap((each) => readCitations(references(each)));
      emit({ text: text.write(Buffer.from(bytes(json) ?? '', 'base64')), citations });
    } else if (type === 'trace') {
      count(trace(json));
    } else if (type === 'returnControl') {
      // It wants something done outside, which nobody here does: its turn ends.
      ended = true;
      emit({ tool: JSON.stringify(json), stopReason: 'return_control', finish: 'whole' });
    }
  });
  return {
    read: (delta) => events.read(delta),
    end() {
      events.end();
      if (ended) emit({ done: true });
    },
  };
}
