import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
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
/** The steps of an agent that call a model. */
const STEPS = [
  'orchestrationTrace',
  'preProcessingTrace',
  'postProcessingTrace',
  'routingClassifierTrace',
].map(usage);

/**
 * Creates the `ask` of InvokeAgent, with traces: only they report tokens, which are summed over
 * every model that the agent called.
 *
 * Rows with the same `session` share an agent session; every other query starts its own.
 */
export function createBedrockAgent(
  service: Extract<ServiceSpec, { kind: 'bedrock-agent' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { agentId, agentAliasId, stream } = service;
  const sdk = new SdkHandler(clientConfig, transport, service);
  const client = new BedrockAgentRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);
  const run = randomUUID();

  return (query, call) => {
    const replyBuilder = createReplyBuilder((_, emit) => decodeEvents(emit));
    const base = {
      agentId,
      agentAliasId,
      sessionId: query.session === undefined ? randomUUID() : sessionId(run, query.session),
      inputText: questionOf(query),
      enableTrace: true,
      streamingConfigurations: { streamFinalResponse: stream },
    };
    const input = { ...base, ...mergePatch(base, service.request) };
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

/** Returns a session id of at most 100 letters, digits, dots, dashes, colons and underscores. */
function sessionId(run: string, session: string): string {
  return `${run}-${session.replace(/[^\w.:-]/g, '_')}`.slice(0, 100);
}

/** Decodes the stream, which has no end marker: a clean end after some answer counts as the end. */
function decodeEvents(emit: Emit): Decoder {
  // A chunk may end inside a character.
  const text = new StringDecoder('utf8');
  let ended = false;
  let input: number | undefined;
  let output: number | undefined;

  function count(json: unknown): void {
    for (const step of STEPS) {
      const inputTokens = step.input(json);
      const outputTokens = step.output(json);
      if (inputTokens !== undefined) input = (input ?? 0) + inputTokens;
      if (outputTokens !== undefined) output = (output ?? 0) + outputTokens;
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
      // The agent hands control back for an action, which is not carried out here: its turn ends.
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
