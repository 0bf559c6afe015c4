import { membersOf } from '../../json/json-object.ts';
import { modelOfArn } from '../bedrock/retrieve-and-generate.ts';
import { InvalidRequest } from '../dialect/dialect.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { NamedGuardrail } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import type { Operation, OperationRoute } from './operation.ts';

/** A RequestHead is what a request says outside its messages. */
export interface RequestHead {
  /** MIME types the client would like to get. */
  readonly accept: string;
  readonly tenant: string | undefined;
  readonly guardrail: NamedGuardrail | undefined;
}

/**
 * Reads the headers. The streaming operations carry the wanted type in one of their own; metadata
 * that some services take along may name a tenant.
 */
export function readHead({ headers }: HttpExchange): RequestHead {
  const own = headers['x-amzn-sagemaker-accept'] ?? headers['x-amzn-bedrock-accept'];
  const metadata =
    headers['x-amzn-bedrock-request-metadata'] ?? headers['x-amzn-sagemaker-custom-attributes'];
  const tenant =
    typeof metadata === 'string'
      ? /"?tenant"?\s*[:=]\s*"?([^",;]+)/.exec(metadata)?.[1]
      : undefined;
  const id = headers['x-amzn-bedrock-guardrailidentifier'];
  const traced = String(headers['x-amzn-bedrock-trace'] ?? '').startsWith('ENABLED');
  return {
    accept: typeof own === 'string' ? own : (headers.accept ?? ''),
    tenant,
    guardrail: typeof id === 'string' ? { id, traced } : undefined,
  };
}

const ASKED_IN_BODY: ReadonlySet<Operation> = new Set([
  'ChatCompletions',
  'Completions',
  'Responses',
  'Messages',
]);

/** Whether the answer is to stream: by the operation, the body or the accepted type. */
export function isStreamed(
  { operation }: OperationRoute,
  modelRequest: ModelRequest,
  { accept }: RequestHead,
): boolean {
  if (ASKED_IN_BODY.has(operation)) return modelRequest.stream === true;
  if (operation === 'Ask') return accept.includes('text/event-stream');
  return operation === 'InvokeAgent' || operation.endsWith('Stream');
}

/** What is asked: by the path, or by the body. Throws an InvalidRequest when neither names it. */
export function subjectOf({ subject, operation }: OperationRoute, body: unknown): string {
  if (subject !== undefined) return subject;
  return operation.startsWith('RetrieveAndGenerate') ? modelOfArn(body) : modelOf(body);
}

/** The model an OpenAI body names. */
function modelOf(body: unknown): string {
  const { model } = membersOf(body);
  if (typeof model !== 'string' || model === '') {
    throw new InvalidRequest('You must provide a model parameter.');
  }
  return model;
}
