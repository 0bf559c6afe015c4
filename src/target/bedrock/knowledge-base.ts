import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { createBedrockConverse } from './bedrock-converse.ts';
import { createRetrieveAndGenerate } from './retrieve-and-generate.ts';
import { createRetrieveThenConverse } from './retrieve-then-converse.ts';
import { createRetrieve, type KnowledgeBaseService } from './retrieve.ts';

/**
 * Creates the `ask` of a Bedrock Knowledge Base: retrieval, retrieval and Converse, or
 * RetrieveAndGenerate.
 */
export function createKnowledgeBaseTarget(
  service: KnowledgeBaseService,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { request: _, ...plain } = service;
  const sdk = new SdkHandler(clientConfig, transport, service.by === 'converse' ? plain : service);
  const client = new BedrockAgentRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);
  if (service.by === 'generate')
    return createRetrieveAndGenerate(service, { client, sdk, clientConfig });
  const retrieve = createRetrieve(service, { client, sdk });
  if (service.by === 'retrieve') return retrieve;
  const { model, stream, decode, request } = service;
  const converse = createBedrockConverse(
    {
      kind: 'bedrock-converse',
      model,
      stream,
      ...(decode === undefined ? {} : { decode }),
      ...(request === undefined ? {} : { request }),
    },
    clientConfig,
    transport,
  );
  return createRetrieveThenConverse(retrieve, converse);
}
