import type { Service } from './refusal.ts';

/** A Route is which operation of which service a path asks for. */
export interface Route {
  readonly service: Service;
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
  | 'InvokeEndpoint'
  | 'InvokeEndpointWithResponseStream'
  | 'Ask';

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
};

const CHAT_PATHS = ['/openai/v1/chat/completions', '/v1/chat/completions'];

/**
 * The route of a raw path, its percent signs still in it: a model id is one segment, and an ARN's
 * own slashes arrive as `%2F`. A path of no service is undefined; an operation that a service lacks
 * is a Route of that service without one.
 */
export function findRoute(method: string, rawPath: string): Route | Service | undefined {
  const path = rawPath.split('?', 1)[0] ?? '';
  const [, root = '', name = '', operation = '', ...rest] = path.split('/');
  if (root === 'model' || root === 'endpoints') {
    const service = root === 'model' ? 'bedrock' : 'sagemaker';
    const operations = root === 'model' ? MODEL_OPERATIONS : ENDPOINT_OPERATIONS;
    const found = operations[operation];
    const subject = decodeSegment(name);
    if (method !== 'POST' || found === undefined || subject === '' || rest.length > 0)
      return service;
    return { service, operation: found, subject };
  }
  if (CHAT_PATHS.includes(path)) {
    return method === 'POST' ? { service: 'openai', operation: 'ChatCompletions' } : 'openai';
  }
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
