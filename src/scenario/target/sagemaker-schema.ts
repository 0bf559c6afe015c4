import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import { asyncSchema, checkAsync } from './async-schema.ts';
import { base } from './base-schema.ts';
import { REQUEST_ALIASES } from './request-aliases.ts';
import { checkShape } from './request-check.ts';
import { sdkOptions } from './sdk-options.ts';

/** Schema of a SageMaker endpoint. */
export const sagemakerTarget = strictObject(
  {
    kind: z
      .literal('sagemaker')
      .describe(
        'SageMaker InvokeEndpoint, InvokeEndpointWithResponseStream or InvokeEndpointAsync.',
      ),
    ...base,
    ...sdkOptions,
    endpointName: z.string().min(1).describe('Name of the endpoint.'),
    inferenceComponent: z
      .string()
      .exactOptional()
      .describe('Inference component to invoke. Default: none is named.'),
    targetVariant: z
      .string()
      .exactOptional()
      .describe('Production variant to invoke. Default: the endpoint’s own weights decide.'),
    sticky: z
      .boolean()
      .exactOptional()
      .describe('Whether all rows of a `session` go to the same instance. Default: false.'),
    targetModel: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Model of a multi-model endpoint. Default: none is named.'),
    customAttributes: z
      .string()
      .regex(/^[\x21-\x7e]{1,1024}$/, {
        error: 'customAttributes is up to 1024 visible ASCII characters.',
      })
      .exactOptional()
      .describe(
        'Text for the container in the header X-Amzn-SageMaker-Custom-Attributes, before proofload’s own. Default: none.',
      ),
    body: z
      .enum(['tgi', 'lmi', 'openai', 'tei', 'tei-rerank'])
      .default('tgi')
      .describe(
        'API of the container: TGI, LMI (DJL), OpenAI chat as vLLM does, or Text Embeddings Inference with an embedding or a reranking model, which do not stream.',
      ),
    async: asyncSchema.describe(
      'Settings of an asynchronous endpoint. Default: the endpoint is synchronous.',
    ),
    stream: z
      .boolean()
      .exactOptional()
      .describe(
        'Whether the answer is streamed. Default: true, or false for an asynchronous endpoint.',
      ),
  },
  REQUEST_ALIASES,
)
  .superRefine(checkAsync)
  .transform((draft) => ({ ...draft, stream: draft.stream ?? draft.async === undefined }))
  .superRefine(checkShape);
