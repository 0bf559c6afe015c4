import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { readAwsUrl } from './aws-url.ts';
import {
  agentAccess,
  guardrailAccesses,
  inferenceAccess,
  knowledgeBaseAccesses,
  modelAccesses,
  modelAction,
} from './bedrock-permission.ts';
import type { AwsScope, Permission } from './permission.ts';
import { asyncAccesses } from './s3-permission.ts';
import {
  apiAccess,
  endpointAccesses,
  functionAccesses,
  functionUrlAccesses,
} from './service-permission.ts';

/** A function's URL does not name it: until somebody does, `FUNCTION_OF_` and the URL's id. */
const FUNCTION_OF = 'FUNCTION_OF_';

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
