import { z } from 'zod';
import { jsonObject, positive, strictObject, textMap } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { base, stream } from './base-schema.ts';
import { ALIASES } from './request-aliases.ts';
import { checkConverseFields, checkShape } from './request-check.ts';
import { bedrockClientOptions } from './sdk-options.ts';

const modelId = z
  .string()
  .min(1)
  .describe('Model id, inference profile id, or the ARN of a profile, unit or model.');

const bedrockOptions = {
  ...bedrockClientOptions,
  guardrail: strictObject({
    id: z.string().min(1).describe('Id or ARN of the guardrail.'),
    version: z.string().default('DRAFT').describe('Version of the guardrail.'),
  })
    .exactOptional()
    .describe('Guardrail that checks each request. Default: none.'),
  latency: z
    .enum(['standard', 'optimized'])
    .exactOptional()
    .describe(
      'Latency of the model: `optimized` for models that AWS serves on faster hardware. Default: standard, AWS’s own.',
    ),
  serviceTier: z
    .enum(['default', 'flex', 'priority', 'reserved'])
    .exactOptional()
    .describe(
      'Service tier, which determines the request’s priority and price. Default: default, AWS’s own.',
    ),
  projectIdentifier: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'Bedrock project for billing and quotas, sent as the header X-Amzn-Bedrock-ProjectIdentifier. Default: none.',
    ),
};

const optionsSchema = strictObject(bedrockOptions);

/** Bedrock service tier, which determines priority and price. */
export type ServiceTier = NonNullable<ReadonlyOutput<typeof optionsSchema>['serviceTier']>;

/**
 * Members of Bedrock's Converse that are copied to the body unchanged (Bedrock API reference,
 * "Converse").
 */
const bodyFields = {
  additionalModelRequestFields: jsonObject
    .exactOptional()
    .describe(
      'Converse: model-specific members, such as thinking or top_k; merged into the request. Default: none.',
    ),
  additionalModelResponseFieldPaths: z
    .array(z.string())
    .exactOptional()
    .describe('Converse: JSON Pointers to members of the model’s own response. Default: none.'),
  inferenceConfig: jsonObject
    .exactOptional()
    .describe(
      'Converse: stopSequences, topP; merges over maxTokens and temperature of the prompt. Default: none.',
    ),
  outputConfig: jsonObject
    .exactOptional()
    .describe('Converse: format of the output, a JSON schema or an effort. Default: none.'),
  toolConfig: jsonObject
    .exactOptional()
    .describe('Converse: tools and tool choice. Default: none.'),
  guardrailConfig: jsonObject
    .exactOptional()
    .describe(
      'Converse: a guardrail in AWS’s format, with trace and streamProcessingMode. Default: none.',
    ),
  performanceConfig: jsonObject
    .exactOptional()
    .describe('Converse: the latency in AWS’s format, { latency: optimized }. Default: none.'),
  promptVariables: jsonObject
    .exactOptional()
    .describe('Converse: values of a managed prompt. Default: none.'),
};

/** Names of these members, without `requestMetadata`, to which proofload adds its own. */
export const CONVERSE_FIELDS: readonly string[] = Object.keys(bodyFields);

const converse = strictObject(
  {
    kind: z.literal('bedrock-converse').describe('Bedrock Converse or ConverseStream.'),
    ...base,
    model: modelId,
    stream,
    ...bedrockOptions,
    ...bodyFields,
    requestMetadata: textMap
      .exactOptional()
      .describe(
        'Converse: written to the invocation log, beside runId and queryId. Default: none.',
      ),
    cachePoint: z
      .enum(['5m', '1h'])
      .exactOptional()
      .describe('Time for which the system prompt is kept in the prompt cache. Default: not kept.'),
  },
  ALIASES,
)
  .superRefine(checkShape)
  .superRefine(checkConverseFields);

const invoke = strictObject(
  {
    kind: z
      .literal('bedrock-invoke')
      .describe(
        'Bedrock InvokeModel or InvokeModelWithResponseStream; the body follows the model’s provider. Also for embedding and rerank models, which do not stream.',
      ),
    ...base,
    model: modelId,
    stream,
    ...bedrockOptions,
  },
  ALIASES,
).superRefine(checkShape);

const knowledgeBase = strictObject(
  {
    kind: z.literal('knowledge-base').describe('A Bedrock Knowledge Base.'),
    ...base,
    ...bedrockClientOptions,
    knowledgeBaseId: z.string().min(1).describe('Id of the knowledge base.'),
    by: z
      .enum(['generate', 'converse', 'retrieve'])
      .default('generate')
      .describe(
        'API to use: `generate` is RetrieveAndGenerate in one request, `converse` is Retrieve, then Converse with the passages, `retrieve` is Retrieve only, with the passages as answer.',
      ),
    model: z
      .string()
      .default('')
      .describe(
        'Model that generates the answer: an id, or the ARN of a profile. Unused by `retrieve`.',
      ),
    results: positive.max(100).default(5).describe('Maximum number of passages.'),
    filter: textMap
      .default({})
      .describe('Metadata that passages must have, by attribute: Liquid templates over the row.'),
    stream,
  },
  ALIASES,
).refine(({ by, model }) => by === 'retrieve' || model !== '', {
  error: 'model is missing: it generates the answer from the passages.',
  path: ['model'],
});

const agent = strictObject(
  {
    kind: z
      .literal('bedrock-agent')
      .describe('A Bedrock agent; its tokens are read from its traces.'),
    ...base,
    ...bedrockClientOptions,
    agentId: z.string().min(1).describe('Id of the agent.'),
    agentAliasId: z.string().min(1).describe('Id of the agent’s alias.'),
    model: z
      .string()
      .exactOptional()
      .describe('Model whose price its tokens have. Default: none, the price is unknown.'),
    stream: stream.describe(
      'Whether the agent’s last step streams; else the whole answer comes at once.',
    ),
  },
  ALIASES,
).superRefine(checkShape);

/** Schemas of the targets that use Bedrock's SDK clients. */
export const bedrockTargets = [converse, invoke, knowledgeBase, agent] as const;
