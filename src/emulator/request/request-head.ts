import { membersOf } from '../../json/json-object.ts';
import { modelOfArn } from '../bedrock/retrieve-and-generate.ts';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { NamedGuardrail } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import type { Operation, OperationRoute } from './operation.ts';

/** The settings of a request that its headers carry. */
export interface RequestHead {
  /** MIME types that the client accepts. */
  readonly accept: string;
  readonly tenant: string | undefined;
  readonly guardrail: NamedGuardrail | undefined;
}

/**
 * Reads the headers. Bedrock's and SageMaker's own accept header wins over `accept`; Bedrock's
 * request metadata and SageMaker's custom attributes may name a tenant.
 */
export function readHead({ headers }: HttpExchange): RequestHead {
  const awsAccept = headers['x-amzn-sagemaker-accept'] ?? headers['x-amzn-bedrock-accept'];
  const metadata =
    headers['x-amzn-bedrock-request-metadata'] ?? headers['x-amzn-sagemaker-custom-attributes'];
  const tenant =
    typeof metadata === 'string'
      ? /"?tenant"?\s*[:=]\s*"?([^",;]+)/.exec(metadata)?.[1]
      : undefined;
  const id = headers['x-amzn-bedrock-guardrailidentifier'];
  const traced = String(headers['x-amzn-bedrock-trace'] ?? '').startsWith('ENABLED');
  return {
    accept: typeof awsAccept === 'string' ? awsAccept : (headers.accept ?? ''),
    tenant,
    guardrail: typeof id === 'string' ? { id, traced } : undefined,
  };
}

/** Operations that stream where the body says `stream: true`. */
const STREAM_IN_BODY: ReadonlySet<Operation> = new Set([
  'ChatCompletions',
  'Completions',
  'Responses',
  'Messages',
]);

/** Whether the response is streamed: by the body's `stream`, the accepted type or the operation. */
export function isStreamed(
  { operation }: OperationRoute,
  modelRequest: ModelRequest,
  { accept }: RequestHead,
): boolean {
  if (STREAM_IN_BODY.has(operation)) return modelRequest.stream === true;
  if (operation === 'Ask') return accept.includes('text/event-stream');
  return operation === 'InvokeAgent' || operation.endsWith('Stream');
}

/**
 * Returns the model id, endpoint name or API path of a request, from its path or else its body.
 * Throws an InvalidRequest where neither names one.
 */
export function subjectOf({ subject, operation }: OperationRoute, body: unknown): string {
  if (subject !== undefined) return subject;
  return operation.startsWith('RetrieveAndGenerate') ? modelOfArn(body) : modelOf(body);
}

/** Returns the `model` of an OpenAI or Anthropic body. */
function modelOf(body: unknown): string {
  const { model } = membersOf(body);
  if (typeof model !== 'string' || model === '') {
    throw new InvalidRequest('You must provide a model parameter.');
  }
  return model;
}
