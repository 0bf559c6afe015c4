import type { JsonObject } from './request-shape.ts';

/**
 * ConverseFields are members of Bedrock's Converse by their AWS names, put beside what a target asks
 * (Amazon Bedrock API reference, "Converse"). `inferenceConfig` and the others that are objects merge.
 */
export interface ConverseFields {
  readonly additionalModelRequestFields?: JsonObject;
  readonly additionalModelResponseFieldPaths?: readonly string[];
  readonly inferenceConfig?: JsonObject;
  readonly outputConfig?: JsonObject;
  readonly toolConfig?: JsonObject;
  readonly guardrailConfig?: JsonObject;
  readonly performanceConfig?: JsonObject;
  readonly promptVariables?: JsonObject;
  readonly requestMetadata?: Readonly<Record<string, string>>;
}

/** Those that go into the body as they are; `requestMetadata` has ours beside it. */
export const CONVERSE_FIELDS = [
  'additionalModelRequestFields',
  'additionalModelResponseFieldPaths',
  'inferenceConfig',
  'outputConfig',
  'toolConfig',
  'guardrailConfig',
  'performanceConfig',
  'promptVariables',
] as const satisfies readonly (keyof ConverseFields)[];
