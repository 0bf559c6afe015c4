import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import type {
  BedrockAgentRuntimeClient,
  KnowledgeBaseRetrievalConfiguration,
  RetrievalFilter,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { Query } from '../../dataset/query/query.ts';
import { plainNumbers } from '../../dataset/rows/numeral.ts';
import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import { compileBody } from '../api/body-template.ts';
import type { SdkHandler } from '../aws-sdk/sdk-handler.ts';
import type { Target } from '../contract/target.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { listAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import { decodeJsonBody } from '../wire/json-body.ts';
import { readCitations } from './citation.ts';

export type KnowledgeBaseService = Extract<ServiceSpec, { kind: 'knowledge-base' }>;

const results = listAt('retrievalResults');

/** Creates the `ask` of Retrieve: its answer is the passages, which are its citations too. */
export function createRetrieve(
  service: KnowledgeBaseService,
  { client, sdk }: { readonly client: BedrockAgentRuntimeClient; readonly sdk: SdkHandler },
): Target['ask'] {
  const configure = compileSearch(service);
  return (query, call) => {
    const replyBuilder = createReplyBuilder((_, emit) =>
      decodeJsonBody(
        () => emit({}),
        (json) => {
          if (!isObject(json) || !('retrievalResults' in json)) {
            const shown = JSON.stringify(json).slice(0, 200);
            throw new DecodeError('UnreadableAnswer', `There are no results: ${shown}`);
          }
          const citations = readCitations(results(json));
          const text = citations.map((each) => each.text).join('\n\n');
          emit({ text, citations, done: true });
        },
      ),
    );
    const base = {
      knowledgeBaseId: service.knowledgeBaseId,
      retrievalQuery: { text: questionOf(query) },
      retrievalConfiguration: configure(query),
    };
    // For Retrieve and Converse the patch belongs to the model's request.
    const patch = service.by === 'retrieve' ? service.request : undefined;
    const input = { ...base, ...mergePatch(base, patch) };
    return sdk.ask(
      {
        input,
        send: () => client.send(new RetrieveCommand(input)),
        read: ({ retrievalResults = [] }, show) =>
          show(retrievalResults.map(({ content }) => content?.text ?? '').join('\n\n')),
      },
      call,
      replyBuilder,
    );
  };
}

/**
 * Compiles the search configuration. A row that lacks a name of the filter is a Problem: without
 * the filter the passages of every tenant would be searched.
 */
export function compileSearch({
  results: numberOfResults,
  filter,
}: KnowledgeBaseService): (query: Query) => KnowledgeBaseRetrievalConfiguration {
  const fill = compileBody(filter);
  return (query) => {
    const filled: unknown = fill(query);
    const conditions = Object.entries(filled ?? {}).map(
      ([key, value]: [string, unknown]): RetrievalFilter => ({
        equals: { key, value: comparable(key, plainNumbers(value)) },
      }),
    );
    const [only] = conditions;
    const condition = conditions.length > 1 ? { andAll: conditions } : only;
    return {
      vectorSearchConfiguration: {
        numberOfResults,
        ...(condition === undefined ? {} : { filter: condition }),
      },
    };
  };
}

function comparable(key: string, value: unknown): number | string {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  throw new Problem(`The filter compares "${key}" with a list or an object.`, {
    remedy: 'Give it one value: a text, a number or a boolean.',
  });
}
