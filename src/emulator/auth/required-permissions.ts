import {
  agentAccess,
  guardrailAccesses,
  inferenceAccess,
  knowledgeBaseAccesses,
  modelAccesses,
  modelAction,
} from '../../iam/bedrock-permission.ts';
import type { AwsScope, Permission } from '../../iam/permission.ts';
import {
  apiAccess,
  endpointAccesses,
  functionAccesses,
  functionUrlAccesses,
} from '../../iam/service-permission.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { parseRequestJson } from '../http/request-json.ts';
import { findRoute, type Operation, type OperationRoute } from '../request/operation.ts';
import { isForS3, readS3Request, s3AccessesOf } from '../s3/s3-request.ts';

/**
 * Returns the permissions that a request would need on AWS; none for what IAM does not guard.
 * OpenAI, Anthropic, API Gateway and function URLs need permissions only where a request is signed.
 */
export function requiredPermissions(
  exchange: HttpExchange,
  body: Uint8Array,
  where: AwsScope,
): readonly Permission[] {
  if (isForS3(exchange))
    return s3AccessesOf(readS3Request(exchange), Buffer.from(body).toString(), where);
  const { method, path, headers } = exchange;
  const json = parse(body);
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return servicePermissions(target, json, where);
  const route = findRoute(method, path);
  if (typeof route !== 'object') return [];
  const { subject = '', operation } = route;
  switch (route.service) {
    case 'bedrock':
      return bedrockAccesses(route, exchange, json, where);
    case 'sagemaker': {
      const component = textOf(headers['x-amzn-sagemaker-inference-component']);
      const endpoint = {
        endpointName: subject,
        ...(component === undefined ? {} : { inferenceComponent: component }),
      };
      return endpointAccesses(endpoint, `sagemaker:${operation}`, where);
    }
    case 'bedrock-agent':
      return agentRuntimeAccesses(route, path, json, where);
    case 'openai':
    case 'anthropic':
      return isSigned(exchange) ? inferenceAccesses(exchange, json, where) : [];
    case 'gateway':
      return isSigned(exchange) ? [apiAccess(UNKNOWN, pathname(path), where)] : [];
    case 'lambda': {
      if (operation === 'Ask') return isSigned(exchange) ? functionUrlAccesses(UNKNOWN, where) : [];
      const qualifier = new URL(path, 'http://lambda').searchParams.get('Qualifier');
      const called = { functionName: subject, ...(qualifier === null ? {} : { qualifier }) };
      return functionAccesses(called, where);
    }
  }
}

/** Stands for an API id or a URL's function name, which only AWS's host names hold. */
const UNKNOWN = 'UNKNOWN';

const STREAMED: ReadonlySet<Operation> = new Set([
  'ConverseStream',
  'InvokeModelWithResponseStream',
  'RetrieveAndGenerateStream',
]);

function bedrockAccesses(
  { operation, subject = '' }: OperationRoute,
  { headers }: HttpExchange,
  body: unknown,
  where: AwsScope,
): readonly Permission[] {
  const action =
    operation === 'CountTokens' ? 'bedrock:CountTokens' : modelAction(STREAMED.has(operation));
  const guardrail =
    textOf(headers['x-amzn-bedrock-guardrailidentifier']) ??
    textOf(member(member(body, 'guardrailConfig'), 'guardrailIdentifier'));
  return [...modelAccesses(subject, action, where), ...guardrailAccesses(guardrail, where)];
}

function agentRuntimeAccesses(
  { operation, subject = '' }: OperationRoute,
  path: string,
  body: unknown,
  where: AwsScope,
): readonly Permission[] {
  if (operation === 'InvokeAgent') {
    const [, , , , agentAliasId = ''] = pathname(path).split('/');
    return [agentAccess({ agentId: subject, agentAliasId }, where)];
  }
  const stream = STREAMED.has(operation);
  if (operation === 'Retrieve') {
    const retrieval = { knowledgeBaseId: subject, by: 'retrieve', model: '', stream } as const;
    return knowledgeBaseAccesses(retrieval, where);
  }
  const configuration = member(
    member(body, 'retrieveAndGenerateConfiguration'),
    'knowledgeBaseConfiguration',
  );
  const knowledgeBaseId = textOf(member(configuration, 'knowledgeBaseId')) ?? '';
  const model = textOf(member(configuration, 'modelArn')) ?? '';
  return knowledgeBaseAccesses({ knowledgeBaseId, by: 'generate', model, stream }, where);
}

/**
 * Returns the permissions of a signed OpenAI or Anthropic request: of bedrock-runtime under
 * `/openai/`, else of bedrock-mantle.
 */
function inferenceAccesses(
  { path, headers }: HttpExchange,
  body: unknown,
  where: AwsScope,
): readonly Permission[] {
  if (!path.startsWith('/openai/') || scopeOf(headers.authorization).service === 'bedrock-mantle') {
    return [inferenceAccess(textOf(headers['openai-project']), where)];
  }
  const model = textOf(member(body, 'model')) ?? '';
  return [
    ...modelAccesses(model, modelAction(member(body, 'stream') === true), where),
    ...guardrailAccesses(textOf(headers['x-amzn-bedrock-guardrailidentifier']), where),
  ];
}

/** Action prefixes of the JSON services, by the prefix of `x-amz-target`. */
const ACTION_PREFIXES: readonly (readonly [target: string, actions: string])[] = [
  ['ServiceQuotasV20190624.', 'servicequotas'],
  ['GraniteServiceVersion20100801.', 'cloudwatch'],
  ['AWSPriceListService.', 'pricing'],
];

/** Returns the permissions of a JSON service; only SageMaker's name a resource. */
function servicePermissions(target: string, body: unknown, where: AwsScope): readonly Permission[] {
  const [, operation = ''] = target.split('.');
  const action = ACTION_PREFIXES.find(([prefix]) => target.startsWith(prefix))?.[1];
  if (action !== undefined) return [{ action: `${action}:${operation}`, resource: '*' }];
  const endpointName =
    textOf(member(body, 'EndpointName')) ?? textOf(member(body, 'EndpointConfigName'));
  if (endpointName === undefined) return [];
  const kind = operation === 'DescribeEndpointConfig' ? ':endpoint-config/' : ':endpoint/';
  return endpointAccesses({ endpointName }, `sagemaker:${operation}`, where).map((access) => ({
    ...access,
    resource: access.resource.replace(':endpoint/', kind),
  }));
}

/** Region and service of a credential scope; a bearer key has neither. */
interface Scope {
  readonly region: string | undefined;
  readonly service: string | undefined;
}

export function scopeOf(authorization: string | undefined): Scope {
  const [, region, service] =
    /Credential=[^/,]+\/\d{8}\/([\w-]+)\/([\w-]+)\//.exec(authorization ?? '') ?? [];
  return { region, service };
}

function isSigned({ headers }: HttpExchange): boolean {
  return scopeOf(headers.authorization).service !== undefined;
}

function pathname(path: string): string {
  return new URL(path, 'http://emulator').pathname;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Parses the body; undefined for invalid JSON, which the service itself reports. */
function parse(body: Uint8Array): unknown {
  return parseRequestJson(Buffer.from(body).toString());
}
