import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import type { AsyncPlaces } from '../target/async-schema.ts';
import { capacitySchema } from './capacity-schema.ts';
import { faultSchema } from './fault-schema.ts';
import { guardrailSchema } from './guardrail-schema.ts';
import { iamPolicySchema } from './iam-policy.ts';
import { quotaSchema } from './quota-schema.ts';

const knowledgeBaseSchema = strictObject({
  folder: z
    .string()
    .exactOptional()
    .describe(
      'Folder of text files (.md, .txt), a passage a paragraph; `<file>.metadata.json` as Bedrock reads it. Relative to the scenario’s file. Default: none.',
    ),
  dataset: z
    .string()
    .exactOptional()
    .describe(
      'JSONL dataset: the passages in each row’s `context`, with its `tenant` as metadata. Relative to the scenario’s file. Default: none.',
    ),
});

/** Content of an emulated knowledge base. */
export type KnowledgeBaseSettings = ReadonlyOutput<typeof knowledgeBaseSchema>;

/** Schema of the embedded emulator's settings, by model id, SageMaker endpoint name or API path. */
export const emulatorSchema = strictObject({
  profiles: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Serving profiles by model id, SageMaker endpoint name or API path: a profile’s name, or a file (.json) relative to the scenario’s.',
    ),
  quotas: z
    .record(z.string(), quotaSchema)
    .default({})
    .describe('Limits by model id, SageMaker endpoint name or API path.'),
  faults: z
    .array(faultSchema)
    .default([])
    .describe('Faults to inject; the conditions of each are combined by AND.'),
  capacity: z
    .record(z.string(), capacitySchema)
    .default({})
    .describe('Capacity by model id, SageMaker endpoint name or API path.'),
  guardrails: z
    .record(z.string(), guardrailSchema)
    .default({})
    .describe('Guardrails by id, for requests that name one.'),
  knowledgeBases: z
    .record(z.string(), knowledgeBaseSchema)
    .default({})
    .describe('Knowledge bases by id; an agent with the same id uses it.'),
  buckets: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Buckets of S3 by name: folders with their initial files, relative to the scenario’s file.',
    ),
  principalTags: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('Tags of the caller, which conditions of iamPolicy test. Default: none.'),
  iamPolicy: iamPolicySchema
    .exactOptional()
    .describe(
      'Permissions of the caller, as an identity-based policy of AWS. Default: everything.',
    ),
});

type Settings = ReadonlyOutput<typeof emulatorSchema>;
type Always = 'profiles' | 'quotas' | 'faults';

/** Settings of the embedded emulator, ignored on AWS. Paths are absolute. */
export interface EmulatorSettings extends Pick<Settings, Always>, Partial<Omit<Settings, Always>> {
  /**
   * S3 locations for the output of asynchronous endpoints, by endpoint name, where the targets give
   * them.
   */
  readonly asyncPlaces?: Readonly<Record<string, Partial<AsyncPlaces>>>;
  /** Burndown rates of the scenario, by model id. */
  readonly burndown?: Readonly<Record<string, number>>;
}
