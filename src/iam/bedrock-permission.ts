import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { arn } from './arn.ts';
import { inferenceProfileRegions } from './inference-profile-regions.ts';
import type { AwsScope, Permission } from './permission.ts';

const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;
const PROFILE_ARN = /^arn:[\w-]+:bedrock:[\w-]*:\d*:inference-profile\/(.+)$/;

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
