import type { IamCondition } from '../scenario/emulator/iam-policy.ts';
import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { readAwsUrl } from './aws-url.ts';
import { inferenceProfileRegions } from './inference-profile-regions.ts';
import { partitionOf } from './partition.ts';
import { asyncAccesses } from './s3-permission.ts';

/** One IAM permission that a request needs: an action on a resource. */
export interface Permission {
  /** Such as `bedrock:InvokeModel`. */
  readonly action: string;
  /**
   * An ARN, with a wildcard only for the objects of a prefix; `*` for actions that AWS limits to no
   * resource.
   */
  readonly resource: string;
  /** The condition under which the resource is used; absent when it needs no condition. */
  readonly condition?: IamCondition;
}

/** The region that requests are signed for, and the account that signs them. */
export interface AwsScope {
  readonly region: string;
  /** Twelve digits, or a placeholder. */
  readonly account: string;
}

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

/** Kinds that IAM checks only if they sign: those with a URL, and a user's own module, for which proofload signs nothing. */
const OPEN: ReadonlySet<TargetSpec['kind']> = new Set([
  'openai',
  'anthropic',
  'http',
  'websocket',
  'module',
]);

/** Returns whether IAM checks the requests of a target: true unless they are unsigned. */
export function isGuarded(target: TargetSpec): boolean {
  return !OPEN.has(target.kind) || ('auth' in target && target.auth?.kind === 'sigv4');
}

/**
 * Returns the permissions that every request of a target needs, as far as they are known here. An
 * empty list means "none" only if `isGuarded` is false.
 */
export function permissionsOf(target: TargetSpec, defaults: AwsScope): readonly Permission[] {
  if (!isGuarded(target)) return [];
  const scope = { ...defaults, region: target.region ?? defaults.region };
  switch (target.kind) {
    case 'route':
      return Object.values(target.parts).flatMap((part) => permissionsOf(part, scope));
    case 'bedrock-converse':
    case 'bedrock-invoke':
      return [
        ...modelAccesses(target.model, modelAction(target.stream), scope),
        ...guardrailAccesses(guardrailOf(target), scope),
      ];
    case 'sagemaker': {
      if (target.async !== undefined) {
        return [
          ...endpointAccesses(target, 'sagemaker:InvokeEndpointAsync', scope),
          ...asyncAccesses(target.async, scope.region),
        ];
      }
      const operation = target.stream ? 'InvokeEndpointWithResponseStream' : 'InvokeEndpoint';
      return endpointAccesses(target, `sagemaker:${operation}`, scope);
    }
    case 'knowledge-base':
      return knowledgeBaseAccesses(target, scope);
    case 'bedrock-agent':
      return [agentAccess(target, scope)];
    case 'lambda':
      return functionAccesses(target, scope);
    case 'module':
      return [];
    case 'openai':
    case 'anthropic':
    case 'http':
    case 'websocket':
      return urlAccesses(target, scope);
  }
}

/** Returns the guardrail's id, from the scenario's key or from AWS's own. */
function guardrailOf(
  target: Extract<TargetSpec, { readonly kind: 'bedrock-converse' | 'bedrock-invoke' }>,
): string | undefined {
  if (target.guardrail !== undefined || target.kind === 'bedrock-invoke') {
    return target.guardrail?.id;
  }
  const id = memberAt(target.guardrailConfig, 'guardrailIdentifier');
  return typeof id === 'string' ? id : undefined;
}

type UrlTarget = Extract<TargetSpec, { readonly url: string }>;

function urlAccesses(target: UrlTarget, scope: AwsScope): readonly Permission[] {
  const url = readAwsUrl(target.url);
  if (url === undefined) return [];
  const urlScope = { ...scope, region: url.region };
  switch (url.service) {
    case 'execute-api':
      return [apiAccess(url.id, pathOf(target), urlScope)];
    case 'lambda':
      return functionUrlAccesses(`${FUNCTION_OF}${url.id}`, urlScope);
    case 'bedrock-mantle':
      return [inferenceAccess(headerOf(target, 'openai-project'), urlScope)];
    case 'bedrock-runtime':
      // The model of a hand-written request is in its path and can be anything.
      if (!('model' in target)) return [];
      return [
        ...modelAccesses(target.model, modelAction(target.stream), urlScope),
        ...guardrailAccesses(headerOf(target, 'x-amzn-bedrock-guardrailidentifier'), urlScope),
      ];
  }
}

function pathOf(target: UrlTarget): string {
  const { pathname } = new URL(target.url);
  const base = pathname.replace(/\/+$/, '');
  if (target.kind === 'anthropic') return `${base}/messages`;
  if (target.kind !== 'openai') return pathname;
  return `${base}/${target.api === 'responses' ? 'responses' : 'chat/completions'}`;
}

function headerOf({ headers }: UrlTarget, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/**
 * Returns the IAM action; Converse and the OpenAI dialects of bedrock-runtime have none of their
 * own.
 */
export function modelAction(stream: boolean): string {
  return stream ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
}

/**
 * Returns the permissions to invoke a model: on the model itself, or on the profile and its model
 * in every region that the profile may route to. The ARN of a customer's profile, provisioned unit
 * or model does not say what is behind it, so only the ARN itself is needed.
 */
export function modelAccesses(
  model: string,
  action: string,
  scope: AwsScope,
): readonly Permission[] {
  const { region } = scope;
  const id = PROFILE_ARN.exec(model)?.[1] ?? model;
  if (id.startsWith('arn:')) return [{ action, resource: id }];
  const foundation = (of: string, name: string): string =>
    arn('bedrock', `foundation-model/${name}`, { region: of, account: '' });
  const [, geography, name] = PROFILE.exec(id) ?? [];
  if (geography === undefined || name === undefined) {
    return [{ action, resource: foundation(region, id) }];
  }
  const profile = arn('bedrock', `inference-profile/${id}`, scope);
  const condition = { ArnEquals: { 'bedrock:InferenceProfileArn': [profile] } };
  return [
    { action, resource: profile },
    ...[...inferenceProfileRegions(geography, region)].map((each) => ({
      action,
      resource: foundation(each, name),
      condition,
    })),
  ];
}

export function guardrailAccesses(id: string | undefined, scope: AwsScope): readonly Permission[] {
  if (id === undefined) return [];
  const resource = id.startsWith('arn:') ? id : arn('bedrock', `guardrail/${id}`, scope);
  return [{ action: 'bedrock:ApplyGuardrail', resource }];
}

type KnowledgeBase = Pick<
  Extract<TargetSpec, { readonly kind: 'knowledge-base' }>,
  'knowledgeBaseId' | 'by' | 'model' | 'stream'
>;

/**
 * Returns the permissions of a knowledge base. RetrieveAndGenerate, streamed or not, is one action
 * without a resource (AWS, Service Authorization Reference, Amazon Bedrock). It retrieves, looks up
 * the profile and invokes the model with the caller's permissions.
 */
export function knowledgeBaseAccesses(
  { knowledgeBaseId, by, model, stream }: KnowledgeBase,
  scope: AwsScope,
): readonly Permission[] {
  const resource = arn('bedrock', `knowledge-base/${knowledgeBaseId}`, scope);
  const retrieve = { action: 'bedrock:Retrieve', resource };
  if (by === 'retrieve') return [retrieve];
  const invoke = modelAccesses(model, modelAction(stream), scope);
  if (by === 'converse') return [retrieve, ...invoke];
  const profiles = invoke.filter((permission) =>
    permission.resource.includes(':inference-profile/'),
  );
  return [
    retrieve,
    { action: 'bedrock:RetrieveAndGenerate', resource: '*' },
    ...profiles.map((permission) => ({ ...permission, action: 'bedrock:GetInferenceProfile' })),
    ...invoke,
  ];
}

/**
 * Returns the permission to invoke an agent; the agent's service role needs the permissions for its
 * own calls.
 */
export function agentAccess(
  { agentId, agentAliasId }: { readonly agentId: string; readonly agentAliasId: string },
  scope: AwsScope,
): Permission {
  const resource = arn('bedrock', `agent-alias/${agentId}/${agentAliasId}`, scope);
  return { action: 'bedrock:InvokeAgent', resource };
}

/** Returns the permission for bedrock-mantle, which depends on the project and not on the model. */
export function inferenceAccess(project: string | undefined, scope: AwsScope): Permission {
  const resource = arn('bedrock-mantle', `project/${project ?? 'default'}`, scope);
  return { action: 'bedrock-mantle:CreateInference', resource };
}

/**
 * Returns the permission to invoke an API. Takes the first path segment for the stage, as in every
 * URL of a REST API.
 */
export function apiAccess(id: string, path: string, scope: AwsScope): Permission {
  const [, stage = '', ...rest] = path.split('/');
  const resource = arn('execute-api', `${id}/${stage || '$default'}/POST/${rest.join('/')}`, scope);
  return { action: 'execute-api:Invoke', resource };
}

/**
 * Returns the permissions to invoke an endpoint. Endpoint ARNs are in lower case, however the
 * scenario writes the name.
 */
export function endpointAccesses(
  { endpointName, inferenceComponent }: { endpointName: string; inferenceComponent?: string },
  action: string,
  scope: AwsScope,
): readonly Permission[] {
  const arnOf = (kind: string, name: string): string =>
    arn('sagemaker', `${kind}/${name.toLowerCase()}`, scope);
  return [
    { action, resource: arnOf('endpoint', endpointName) },
    ...(inferenceComponent === undefined
      ? []
      : [{ action, resource: arnOf('inference-component', inferenceComponent) }]),
  ];
}

/** Returns the permission for a function; Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  scope: AwsScope,
): readonly Permission[] {
  const base = functionArn(functionName, scope);
  const resource = qualifier === undefined ? base : `${base}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

/**
 * Prefix of the placeholder for a function whose name is unknown because its URL does not contain
 * it.
 */
const FUNCTION_OF = 'FUNCTION_OF_';

/**
 * Returns the permissions for a function URL. URLs created since October 2025 need both, older ones
 * only the first (AWS, Lambda guide, 2026).
 */
export function functionUrlAccesses(functionName: string, scope: AwsScope): readonly Permission[] {
  const resource = functionArn(functionName, scope);
  const condition = { Bool: { 'lambda:InvokedViaFunctionUrl': ['true'] } };
  return [
    { action: 'lambda:InvokeFunctionUrl', resource },
    { action: 'lambda:InvokeFunction', resource, condition },
  ];
}

function functionArn(name: string, scope: AwsScope): string {
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`, scope);
}

function arn(service: string, resource: string, { region, account }: AwsScope): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
