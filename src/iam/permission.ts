import type { IamCondition } from '../scenario/emulator/iam-policy.ts';
import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { readAwsUrl } from './aws-url.ts';
import { inferenceProfileRegions } from './inference-profile-regions.ts';
import { partitionOf } from './partition.ts';
import { asyncAccesses } from './s3-permission.ts';

/** One IAM permission that a request needs: an action on a resource. */
export interface Permission {
  /** Action, such as `bedrock:InvokeModel`. */
  readonly action: string;
  /**
   * ARN without wildcards, except for the objects of a prefix; `*` for actions that AWS restricts
   * by no resource.
   */
  readonly resource: string;
  /** Condition that restricts the permission; absent for none. */
  readonly condition?: IamCondition;
}

/** The AWS account and region that requests are signed for. */
export interface AwsScope {
  readonly region: string;
  /** Account id of twelve digits, or a placeholder for it. */
  readonly account: string;
}

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

/**
 * Kinds that always need IAM permissions. The others need them only if they sign: targets with a
 * URL, and modules, whose requests proofload does not sign.
 */
const GUARDED: Readonly<Record<TargetSpec['kind'], boolean>> = {
  'bedrock-converse': true,
  'bedrock-invoke': true,
  'knowledge-base': true,
  'bedrock-agent': true,
  sagemaker: true,
  lambda: true,
  route: true,
  openai: false,
  anthropic: false,
  http: false,
  websocket: false,
  module: false,
};

/** Returns whether requests of a target are authorized by IAM; false for unsigned ones. */
export function isGuarded(target: TargetSpec): boolean {
  return GUARDED[target.kind] || ('auth' in target && target.auth?.kind === 'sigv4');
}

/**
 * Returns the permissions that each request of a target needs, as far as known; see `isGuarded` for
 * unsigned targets.
 */
export function permissionsOf(target: TargetSpec, around: AwsScope): readonly Permission[] {
  if (!isGuarded(target)) return [];
  const where = { ...around, region: target.region ?? around.region };
  switch (target.kind) {
    case 'route':
      return Object.values(target.parts).flatMap((part) => permissionsOf(part, where));
    case 'bedrock-converse':
    case 'bedrock-invoke':
      return [
        ...modelAccesses(target.model, modelAction(target.stream), where),
        ...guardrailAccesses(guardrailOf(target), where),
      ];
    case 'sagemaker': {
      if (target.async !== undefined) {
        return [
          ...endpointAccesses(target, 'sagemaker:InvokeEndpointAsync', where),
          ...asyncAccesses(target.async, where.region),
        ];
      }
      const operation = target.stream ? 'InvokeEndpointWithResponseStream' : 'InvokeEndpoint';
      return endpointAccesses(target, `sagemaker:${operation}`, where);
    }
    case 'knowledge-base':
      return knowledgeBaseAccesses(target, where);
    case 'bedrock-agent':
      return [agentAccess(target, where)];
    case 'lambda':
      return functionAccesses(target, where);
    case 'module':
      return [];
    case 'openai':
    case 'anthropic':
    case 'http':
    case 'websocket':
      return urlAccesses(target, where);
  }
}

/** Returns the guardrail's id, from `guardrail` or from AWS's `guardrailConfig`. */
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

function urlAccesses(target: UrlTarget, where: AwsScope): readonly Permission[] {
  const url = readAwsUrl(target.url);
  if (url === undefined) return [];
  const there = { ...where, region: url.region };
  switch (url.service) {
    case 'execute-api':
      return [apiAccess(url.id, pathOf(target), there)];
    case 'lambda':
      return functionUrlAccesses(`${FUNCTION_OF}${url.id}`, there);
    case 'bedrock-mantle':
      return [inferenceAccess(headerOf(target, 'openai-project'), there)];
    case 'bedrock-runtime':
      // The model of a handwritten request is in its path, in any form.
      if (!('model' in target)) return [];
      return [
        ...modelAccesses(target.model, modelAction(target.stream), there),
        ...guardrailAccesses(headerOf(target, 'x-amzn-bedrock-guardrailidentifier'), there),
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
 * Returns the action that invokes a model. Converse and the OpenAI APIs of bedrock-runtime use the
 * same two.
 */
export function modelAction(stream: boolean): string {
  return stream ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
}

/**
 * Returns the permissions for a model, or for an inference profile and its model in all regions it
 * may route to. The model behind the ARN of a customer's own profile, provisioned throughput or
 * custom model is unknown: only the ARN itself is returned.
 */
export function modelAccesses(
  model: string,
  action: string,
  where: AwsScope,
): readonly Permission[] {
  const { region } = where;
  const id = PROFILE_ARN.exec(model)?.[1] ?? model;
  if (id.startsWith('arn:')) return [{ action, resource: id }];
  const foundation = (of: string, name: string): string =>
    arn('bedrock', `foundation-model/${name}`, { region: of, account: '' });
  const [, geography, name] = PROFILE.exec(id) ?? [];
  if (geography === undefined || name === undefined) {
    return [{ action, resource: foundation(region, id) }];
  }
  const through = arn('bedrock', `inference-profile/${id}`, where);
  const condition = { ArnEquals: { 'bedrock:InferenceProfileArn': [through] } };
  return [
    { action, resource: through },
    ...[...inferenceProfileRegions(geography, region)].map((each) => ({
      action,
      resource: foundation(each, name),
      condition,
    })),
  ];
}

export function guardrailAccesses(id: string | undefined, where: AwsScope): readonly Permission[] {
  if (id === undefined) return [];
  const resource = id.startsWith('arn:') ? id : arn('bedrock', `guardrail/${id}`, where);
  return [{ action: 'bedrock:ApplyGuardrail', resource }];
}

type KnowledgeBase = Pick<
  Extract<TargetSpec, { readonly kind: 'knowledge-base' }>,
  'knowledgeBaseId' | 'by' | 'model' | 'stream'
>;

/**
 * Returns the permissions for a knowledge base. RetrieveAndGenerate, streamed or not, is one action
 * without a resource; it also needs the caller's permissions to retrieve, to look up a profile and
 * to invoke the model (AWS, Service Authorization Reference, Amazon Bedrock).
 */
export function knowledgeBaseAccesses(
  { knowledgeBaseId, by, model, stream }: KnowledgeBase,
  where: AwsScope,
): readonly Permission[] {
  const resource = arn('bedrock', `knowledge-base/${knowledgeBaseId}`, where);
  const retrieve = { action: 'bedrock:Retrieve', resource };
  if (by === 'retrieve') return [retrieve];
  const asked = modelAccesses(model, modelAction(stream), where);
  if (by === 'converse') return [retrieve, ...asked];
  const profiles = asked.filter((access) => access.resource.includes(':inference-profile/'));
  return [
    retrieve,
    { action: 'bedrock:RetrieveAndGenerate', resource: '*' },
    ...profiles.map((access) => ({ ...access, action: 'bedrock:GetInferenceProfile' })),
    ...asked,
  ];
}

/** Returns the permission for an agent. The agent's own requests use its service role. */
export function agentAccess(
  { agentId, agentAliasId }: { readonly agentId: string; readonly agentAliasId: string },
  where: AwsScope,
): Permission {
  const resource = arn('bedrock', `agent-alias/${agentId}/${agentAliasId}`, where);
  return { action: 'bedrock:InvokeAgent', resource };
}

/** Returns the permission for bedrock-mantle, which authorizes by project, not by model. */
export function inferenceAccess(project: string | undefined, where: AwsScope): Permission {
  const resource = arn('bedrock-mantle', `project/${project ?? 'default'}`, where);
  return { action: 'bedrock-mantle:CreateInference', resource };
}

/** Returns the permission for a REST API. The first segment of the path is its stage. */
export function apiAccess(id: string, path: string, where: AwsScope): Permission {
  const [, stage = '', ...rest] = path.split('/');
  const resource = arn('execute-api', `${id}/${stage || '$default'}/POST/${rest.join('/')}`, where);
  return { action: 'execute-api:Invoke', resource };
}

/** Returns the permissions for a SageMaker endpoint, whose ARN is in lower case. */
export function endpointAccesses(
  { endpointName, inferenceComponent }: { endpointName: string; inferenceComponent?: string },
  action: string,
  where: AwsScope,
): readonly Permission[] {
  const named = (kind: string, name: string): string =>
    arn('sagemaker', `${kind}/${name.toLowerCase()}`, where);
  return [
    { action, resource: named('endpoint', endpointName) },
    ...(inferenceComponent === undefined
      ? []
      : [{ action, resource: named('inference-component', inferenceComponent) }]),
  ];
}

/** Returns the permissions for a function; Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  where: AwsScope,
): readonly Permission[] {
  const named = functionArn(functionName, where);
  const resource = qualifier === undefined ? named : `${named}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

/** Prefix of a placeholder for a function's name: its URL has only the URL's id. */
const FUNCTION_OF = 'FUNCTION_OF_';

/**
 * Returns the permissions for a function URL. URLs created since October 2025 need both, older ones
 * only the first (AWS, Lambda guide, 2026).
 */
export function functionUrlAccesses(functionName: string, where: AwsScope): readonly Permission[] {
  const resource = functionArn(functionName, where);
  const condition = { Bool: { 'lambda:InvokedViaFunctionUrl': ['true'] } };
  return [
    { action: 'lambda:InvokeFunctionUrl', resource },
    { action: 'lambda:InvokeFunction', resource, condition },
  ];
}

function functionArn(name: string, where: AwsScope): string {
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`, where);
}

function arn(service: string, resource: string, { region, account }: AwsScope): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
