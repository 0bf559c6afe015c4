import type { ReadonlyInput, ReadonlyOutput } from '../schema/readonly-deep.ts';
import { bedrockTargets } from './bedrock-schema.ts';
import { modelApiTargets } from './model-api-schema.ts';
import { moduleTarget } from './module-schema.ts';
import { sagemakerTarget } from './sagemaker-schema.ts';
import { templateTargets } from './template-schema.ts';

/** Schemas of all targets that send requests to a service. */
export const serviceTargets = [
  ...bedrockTargets,
  sagemakerTarget,
  ...modelApiTargets,
  ...templateTargets,
  moduleTarget,
] as const;

/** Such a target as its author writes it. */
export type ServiceInput = ReadonlyInput<(typeof serviceTargets)[number]>;

/** Such a target as parsed, without its name. */
export type ServiceDraft = ReadonlyOutput<(typeof serviceTargets)[number]>;
