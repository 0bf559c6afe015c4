import type { IamCondition } from '../scenario/emulator/iam-policy.ts';
import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { readAwsUrl } from './aws-url.ts';
import { inferenceProfileRegions } from './inference-profile-regions.ts';
import { partitionOf } from './partition.ts';
import { asyncAccesses } from './s3-permission.ts';

/** A Permission is one permission that a request needs: to do an action with a resource. */
export interface Permission {
  /** `bedrock:InvokeModel`. */
  readonly action: string;
  /**
   * An ARN without wildcards, but for the objects of a prefix; `*` for the actions that AWS guards by
   * no resource.
   */
  readonly resource: string;
  /** How the resource is reached, where it need not be reached otherwise. */
  readonly condition?: IamCondition;
}

/** Where requests are signed for, and by whose account. */
export interface AwsScope {
  readonly region: string;
  /** Twelve digits, or what stands for them. */
  readonly account: string;
}

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

/**
 * Which kinds IAM always guards. The others it guards only where they sign: those of a URL, and a user's
 * own module, which proofload signs nothing for.
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

/** Whether IAM stands before a target: before all but what is asked unsigned. */
export function isGuarded(target: TargetSpec): boolean {
  return GUARDED[target.kind] || ('auth' in target && target.auth?.kind === 'sigv4');
}

/** What every request of a target needs, as far as it is known here; see `isGuarded` for the rest. */
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

/** The guardrail's id, by our key or by AWS's. */
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
      // The model of a request that is written by hand is in its path, and may be anything.
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

/** Converse and the OpenAI dialects of bedrock-runtime have no actions of their own. */
export function modelAction(stream: boolean): string {
  return stream ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
}

/**
 * A model needs itself; a profile itself and its model wherever it may be routed to. What is behind
 * the ARN of a customer's own profile, unit or model cannot be told from it: it needs itself.
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
 * RetrieveAndGenerate, streamed or not, is one action, of no resource (AWS, Service Authorization
 * Reference, Amazon Bedrock). In the caller's name it retrieves, looks a profile up, and asks the model.
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

/** What an agent asks in turn, its own service role may. */
export function agentAccess(
  { agentId, agentAliasId }: { readonly agentId: string; readonly agentAliasId: string },
  where: AwsScope,
): Permission {
  const resource = arn('bedrock', `agent-alias/${agentId}/${agentAliasId}`, where);
  return { action: 'bedrock:InvokeAgent', resource };
}

/** bedrock-mantle is guarded by the project, whatever the model. */
export function inferenceAccess(project: string | undefined, where: AwsScope): Permission {
  const resource = arn('bedrock-mantle', `project/${project ?? 'default'}`, where);
  return { action: 'bedrock-mantle:CreateInference', resource };
}

/** The first segment of the path is taken for the stage, as in every URL of a REST API. */
export function apiAccess(id: string, path: string, where: AwsScope): Permission {
  const [, stage = '', ...rest] = path.split('/');
  const resource = arn('execute-api', `${id}/${stage || '$default'}/POST/${rest.join('/')}`, where);
  return { action: 'execute-api:Invoke', resource };
}

/** ARNs of endpoints are in small letters, however the endpoint is written. */
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

/** Invoke and InvokeWithResponseStream are one action. */
export function functionAccesses(
  { functionName, qualifier }: { functionName: string; qualifier?: string },
  where: AwsScope,
): readonly Permission[] {
  const named = functionArn(functionName, where);
  const resource = qualifier === undefined ? named : `${named}:${qualifier}`;
  return [{ action: 'lambda:InvokeFunction', resource }];
}

/** A function's URL does not name it: until somebody does, `FUNCTION_OF_` and the URL's id. */
const FUNCTION_OF = 'FUNCTION_OF_';

/** URLs made since October 2025 need both, the older ones only the first (AWS, Lambda guide, 2026). */
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
