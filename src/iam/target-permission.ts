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

/** Prefix of a placeholder for a function's name: its URL has only the URL's id. */
const FUNCTION_OF = 'FUNCTION_OF_';

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
