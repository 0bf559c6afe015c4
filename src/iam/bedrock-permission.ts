import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { arn } from './arn.ts';
import { inferenceProfileRegions } from './inference-profile-regions.ts';
import type { AwsScope, Permission } from './permission.ts';

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

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
