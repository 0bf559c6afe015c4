import type { ReadonlyInput, ReadonlyOutput } from '../schema/readonly-deep.ts';
import { bedrockTargets } from './bedrock-schema.ts';
import { modelApiTargets } from './model-api-schema.ts';
import { moduleTarget } from './module-schema.ts';
import { sagemakerTarget } from './sagemaker-schema.ts';
import { templateTargets } from './template-schema.ts';

/** The kinds of targets that ask a service themselves. */
export const serviceTargets = [
  ...bedrockTargets,
  sagemakerTarget,
  ...modelApiTargets,
  ...templateTargets,
  moduleTarget,
] as const;

/** A target that asks a service itself, as its author writes it. */
export type ServiceInput = ReadonlyInput<(typeof serviceTargets)[number]>;

/** A target that asks a service itself, before it is told its name. */
export type ServiceDraft = ReadonlyOutput<(typeof serviceTargets)[number]>;
