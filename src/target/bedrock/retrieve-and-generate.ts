import {
  RetrieveAndGenerateCommand,
  RetrieveAndGenerateStreamCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type {
  BedrockAgentRuntimeClient,
  RetrieveAndGenerateCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { Query } from '../../dataset/query/query.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { SdkHandler } from '../aws-sdk/sdk-handler.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Reply, Target } from '../contract/target.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { estimateTokens } from '../decode/token-estimate.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit, Delta } from '../delta/delta.ts';
import { parseJson, DecodeError } from '../errors/decode-error.ts';
import { previewJson } from '../errors/redacted-preview.ts';
import { listAt, textAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import { decodeAwsEvents } from '../wire/aws-event.ts';
import { decodeJsonBody } from '../wire/json-body.ts';
import { readCitations } from './citation.ts';
import { compileSearch, type KnowledgeBaseService } from './retrieve.ts';

const output = textAt('output.text');
const text = textAt('text');
const action = textAt('guardrailAction');
const streamAction = textAt('action');
const citations = listAt('citations');
const references = listAt('retrievedReferences');
const citedReferences = listAt('citation.retrievedReferences');

/**
 * Creates the `ask` of RetrieveAndGenerate and its stream.
 *
 * The service reports no token counts. They are estimated from the visible text: the question, the
 * cited passages and the answer. The service's own instructions and uncited passages are not
 * visible, so the real input is larger.
 */
export function createRetrieveAndGenerate(
  service: KnowledgeBaseService,
  {
    client,
    sdk,
    clientConfig,
  }: {
    readonly client: BedrockAgentRuntimeClient;
    readonly sdk: SdkHandler;
    readonly clientConfig: ClientConfig;
  },
): Target['ask'] {
  const search = compileSearch(service);
  const modelArn = arnOf(service.model, clientConfig.region);

  return async (query, call) => {
    const replyBuilder = createReplyBuilder((_, emit) =>
      service.stream ? decodeStream(emit) : decodeWhole(emit),
    );
    const { maxTokens, temperature, topP, stopSequences } = query;
    const base: RetrieveAndGenerateCommandInput = {
      input: { text: questionOf(query) },
      retrieveAndGenerateConfiguration: {
        type: 'KNOWLEDGE_BASE',
        knowledgeBaseConfiguration: {
          knowledgeBaseId: service.knowledgeBaseId,
          modelArn,
          retrievalConfiguration: search(query),
          generationConfiguration: {
            inferenceConfig: {
              textInferenceConfig: {
                maxTokens,
                ...(temperature === undefined ? {} : { temperature }),
                ...(topP === undefined ? {} : { topP }),
                ...(stopSequences === undefined ? {} : { stopSequences: [...stopSequences] }),
              },
            },
          },
        },
      },
    };
    const input = { ...base, ...mergePatch({ ...base }, service.request) };
    const reply = service.stream
      ? await sdk.ask(
          {
            input,
            send: () => client.send(new RetrieveAndGenerateStreamCommand(input)),
            async read({ stream }, show) {
              for await (const event of stream ?? []) show(event.output?.text);
            },
          },
          call,
          replyBuilder,
        )
      : await sdk.ask(
          {
            input,
            send: () => client.send(new RetrieveAndGenerateCommand(input)),
            read: (answer, show) => show(answer.output?.text),
          },
          call,
          replyBuilder,
        );
    return withEstimate(reply, query);
  };
}

/** Returns a model id as an ARN; the service accepts ids of inference profiles as they are. */
function arnOf(model: string, region: string): string {
  if (model.startsWith('arn:') || /^(us-gov|us|eu|apac|jp|au|ca|global)\./.test(model))
    return model;
  return `arn:aws:bedrock:${region}::foundation-model/${model}`;
}

function decodeWhole(emit: Emit): Decoder {
  return decodeJsonBody(
    () => emit({}),
    (json) => {
      const answer = output(json);
      if (answer === undefined) {
        throw new DecodeError(
          'UnreadableAnswer',
          `There is no answer where one belongs: ${previewJson(json)}`,
        );
      }
      const found = citations(json).flatMap((each) => readCitations(references(each)));
      emit({ text: answer, citations: found, ...stopped(action(json)), done: true });
    },
  );
}

/** Decodes the stream, which has no end marker: a clean end after some output counts as the end. */
function decodeStream(emit: Emit): Decoder {
  let answered = false;
  const events = decodeAwsEvents(emit, ({ type, payload }) => {
    const json = parseJson(payload.toString('utf8'));
    if (type === 'output') {
      answered = true;
      emit({ text: text(json) });
    } else if (type === 'citation') {
      // Sent twice: under `citation`, the original member, and beside it.
      emit({ citations: readCitations([...references(json), ...citedReferences(json)]) });
    } else if (type === 'guardrail') {
      emit(stopped(streamAction(json)));
    }
  });
  return {
    read: (bytes) => events.read(bytes),
    end() {
      events.end();
      if (answered) emit({ done: true });
    },
  };
}

function stopped(guardrail: string | undefined): Delta {
  return guardrail === 'INTERVENED'
    ? { stopReason: 'guardrail_intervened', finish: 'withheld' }
    : {};
}

function withEstimate(reply: Reply, query: Query): Reply {
  if (reply.outcome !== 'ok') return reply;
  const passages = (reply.citations ?? []).map((each) => each.text);
  const output = estimateTokens(reply.answer);
  // The whole answer crossed the wire, in reads of about equal length.
  const first = Math.round(output / Math.max(1, reply.chunks - reply.readsShared));
  return {
    ...reply,
    tokens: { input: estimateTokens(questionOf(query), ...passages), output, source: 'estimated' },
    streamed: { first, later: output - first },
  };
}
