import type { EmulatedService } from '../errors/service.ts';

/** The operation of a service that a path names. */
export interface OperationRoute {
  readonly service: EmulatedService;
  readonly operation: Operation;
  /** The model id, endpoint name or API path; absent where the body names the model. */
  readonly subject?: string;
}

export type Operation =
  | 'Converse'
  | 'ConverseStream'
  | 'InvokeModel'
  | 'InvokeModelWithResponseStream'
  | 'CountTokens'
  | 'ChatCompletions'
  | 'Completions'
  | 'Responses'
  | 'Messages'
  | 'CountMessageTokens'
  | 'Embeddings'
  | 'Rerank'
  | 'InvokeEndpoint'
  | 'InvokeEndpointWithResponseStream'
  | 'InvokeEndpointAsync'
  | 'Invoke'
  | 'InvokeWithResponseStream'
  | 'Ask'
  | 'Retrieve'
  | 'RetrieveAndGenerate'
  | 'RetrieveAndGenerateStream'
  | 'InvokeAgent';

const MODEL_OPERATIONS: Readonly<Record<string, Operation>> = {
  converse: 'Converse',
  'converse-stream': 'ConverseStream',
  invoke: 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
  'count-tokens': 'CountTokens',
};

const ENDPOINT_OPERATIONS: Readonly<Record<string, Operation>> = {
  invocations: 'InvokeEndpoint',
  'invocations-response-stream': 'InvokeEndpointWithResponseStream',
  'async-invocations': 'InvokeEndpointAsync',
};

const FUNCTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  invocations: 'Invoke',
  'response-streaming-invocations': 'InvokeWithResponseStream',
};

/** Services by the first segment of their paths: `/root/{subject}/{operation}`. */
const ROOTS: Readonly<
  Record<
    string,
    { readonly service: EmulatedService; readonly operations: Readonly<Record<string, Operation>> }
  >
> = {
  model: { service: 'bedrock', operations: MODEL_OPERATIONS },
  endpoints: { service: 'sagemaker', operations: ENDPOINT_OPERATIONS },
  knowledgebases: { service: 'bedrock-agent', operations: { retrieve: 'Retrieve' } },
  functions: { service: 'lambda', operations: FUNCTION_OPERATIONS },
};

/**
 * Paths whose body names the model. `/openai` paths are bedrock-runtime's; bedrock-mantle has `/v1`
 * and `/anthropic`.
 */
const MODEL_PATHS: Readonly<Record<string, OperationRoute>> = {
  '/v1/chat/completions': { service: 'openai', operation: 'ChatCompletions' },
  '/openai/v1/chat/completions': { service: 'openai', operation: 'ChatCompletions' },
  '/v1/completions': { service: 'openai', operation: 'Completions' },
  '/v1/responses': { service: 'openai', operation: 'Responses' },
  '/openai/v1/responses': { service: 'openai', operation: 'Responses' },
  '/v1/messages': { service: 'anthropic', operation: 'Messages' },
  '/anthropic/v1/messages': { service: 'anthropic', operation: 'Messages' },
  '/v1/messages/count_tokens': { service: 'anthropic', operation: 'CountMessageTokens' },
  '/anthropic/v1/messages/count_tokens': { service: 'anthropic', operation: 'CountMessageTokens' },
  '/v1/embeddings': { service: 'openai', operation: 'Embeddings' },
  '/openai/v1/embeddings': { service: 'openai', operation: 'Embeddings' },
  '/v1/rerank': { service: 'openai', operation: 'Rerank' },
  '/v2/rerank': { service: 'openai', operation: 'Rerank' },
  '/rerank': { service: 'openai', operation: 'Rerank' },
  '/retrieveAndGenerate': { service: 'bedrock-agent', operation: 'RetrieveAndGenerate' },
  '/retrieveAndGenerateStream': {
    service: 'bedrock-agent',
    operation: 'RetrieveAndGenerateStream',
  },
};

const AGENT_PATH = /^\/agents\/([^/]+)\/agentAliases\/[^/]+\/sessions\/[^/]+\/text$/;

/** Path of an Azure deployment (Azure OpenAI REST API reference, data plane). */
const DEPLOYMENT_PATH = /^\/openai\/deployments\/([^/]+)\/(chat\/completions|completions)$/;

/** OpenAI's path of a SageMaker endpoint (AWS, "Invoke with the OpenAI API", 2026). */
const ENDPOINT_CHAT_PATH = /^\/endpoints\/([^/]+)\/openai\/v1\/chat\/completions$/;

/** API version at the start of Lambda's paths. */
const LAMBDA_VERSION = /^\/20\d\d-\d\d-\d\d(?=\/functions\/)/;

/**
 * Returns the route of a raw path. Expects it percent-encoded: a model id is one segment, and the
 * slashes of an ARN arrive as `%2F`.
 *
 * Returns the service alone where it has no such operation or the method is not POST, and undefined
 * where no service has the path.
 */
export function findRoute(
  method: string,
  rawPath: string,
): OperationRoute | EmulatedService | undefined {
  const path = (rawPath.split('?', 1)[0] ?? '').replace(LAMBDA_VERSION, '');
  const endpoint = ENDPOINT_CHAT_PATH.exec(path)?.[1];
  if (endpoint !== undefined) {
    const found = { service: 'openai', operation: 'ChatCompletions' } as const;
    return method === 'POST' ? { ...found, subject: decodeSegment(endpoint) } : found.service;
  }
  const [, root = '', name = '', operation = '', ...rest] = path.split('/');
  const rooted = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (rooted !== undefined) {
    const { service, operations } = rooted;
    const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    const subject = decodeSegment(name);
    if (method !== 'POST' || found === undefined || subject === '' || rest.length > 0)
      return service;
    return { service, operation: found, subject };
  }
  const agent = AGENT_PATH.exec(path)?.[1];
  if (agent !== undefined) {
    const found = { service: 'bedrock-agent', operation: 'InvokeAgent' } as const;
    return method === 'POST' ? { ...found, subject: decodeSegment(agent) } : found.service;
  }
  const [, deployment, deploymentOperation] = DEPLOYMENT_PATH.exec(path) ?? [];
  if (deployment !== undefined) {
    if (method !== 'POST') return 'openai';
    return {
      service: 'openai',
      operation: deploymentOperation === 'completions' ? 'Completions' : 'ChatCompletions',
      subject: decodeSegment(deployment),
    };
  }
  const modelPath = Object.hasOwn(MODEL_PATHS, path) ? MODEL_PATHS[path] : undefined;
  if (modelPath !== undefined) return method === 'POST' ? modelPath : modelPath.service;
  // A function URL is a host of its own: its path is the root.
  if (path === '/')
    return method === 'POST' ? { service: 'lambda', operation: 'Ask', subject: path } : 'lambda';
  if (root !== 'prod' && root !== 'api') return undefined;
  return method === 'POST' ? { service: 'gateway', operation: 'Ask', subject: path } : 'gateway';
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
