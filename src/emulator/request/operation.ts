import type { EmulatedService } from '../errors/service.ts';

/** An OperationRoute is which operation of which service a path asks for. */
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

/** Services whose path names an operation and a subject: `/root/{subject}/{operation}`. */
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

/** Where the body names the model; bedrock-runtime and bedrock-mantle have paths of their own. */
const MODEL_PATHS: Readonly<Record<string, OperationRoute>> = {
  '/v1/chat/completions': { service: 'openai', operation: 'ChatCompletions' },
  '/openai/v1/chat/completions': { service: 'openai', operation: 'ChatCompletions' },
  '/v1/completions': { service: 'openai', operation: 'Completions' },
  '/v1/responses': { service: 'openai', operation: 'Responses' },
  '/openai/v1/responses': { service: 'openai', operation: 'Responses' },
  '/v1/messages': { service: 'anthropic', operation: 'Messages' },
  '/anthropic/v1/messages': { service: 'anthropic', operation: 'Messages' },
  '/retrieveAndGenerate': { service: 'bedrock-agent', operation: 'RetrieveAndGenerate' },
  '/retrieveAndGenerateStream': {
    service: 'bedrock-agent',
    operation: 'RetrieveAndGenerateStream',
  },
};

const AGENT_PATH = /^\/agents\/([^/]+)\/agentAliases\/[^/]+\/sessions\/[^/]+\/text$/;

/** Azure's deployments are named in the path (Azure OpenAI REST API reference, data plane). */
const DEPLOYMENT_PATH = /^\/openai\/deployments\/([^/]+)\/(chat\/completions|completions)$/;

/** Lambda's paths begin with the version of its API. */
const LAMBDA_VERSION = /^\/20\d\d-\d\d-\d\d(?=\/functions\/)/;

/**
 * The route of a raw path, its percent signs still in it: a model id is one segment, and an ARN's
 * own slashes arrive as `%2F`. A path of no service is undefined; an operation that a service lacks
 * is an OperationRoute of that service without one.
 */
export function findRoute(
  method: string,
  rawPath: string,
): OperationRoute | EmulatedService | undefined {
  const path = (rawPath.split('?', 1)[0] ?? '').replace(LAMBDA_VERSION, '');
  const [, root = '', name = '', operation = '', ...rest] = path.split('/');
  const named = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (named !== undefined) {
    const { service, operations } = named;
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
  const [, deployment, asked] = DEPLOYMENT_PATH.exec(path) ?? [];
  if (deployment !== undefined) {
    const operation = asked === 'completions' ? 'Completions' : 'ChatCompletions';
    if (method !== 'POST') return 'openai';
    return { service: 'openai', operation, subject: decodeSegment(deployment) };
  }
  const modelPath = Object.hasOwn(MODEL_PATHS, path) ? MODEL_PATHS[path] : undefined;
  if (modelPath !== undefined) return method === 'POST' ? modelPath : modelPath.service;
  // A function URL has a host of its own, and no path.
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
