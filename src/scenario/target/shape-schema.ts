import { z } from 'zod';
import { type JsonObject, memberAt } from './request-shape.ts';

/** Any JSON object, kept as it is. */
const jsonObject = z.record(z.string(), z.json());

const texts = z.record(z.string(), z.string());

/** What every target that asks a service itself may add to its requests. */
export const requestShape = {
  request: jsonObject
    .describe(
      'A JSON Merge Patch (RFC 7396) of the request body: objects merge, null removes a member, anything else replaces. Values are sent as they are; only where the body is a template are strings templates too.',
    )
    .exactOptional(),
  query: texts
    .describe('Parameters added to the query of the URL; those of `url` itself stay.')
    .exactOptional(),
};

export const headers = texts.describe('HTTP headers added to each request, signed where it is.');

export const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, { error: 'region is the name of an AWS region: eu-west-1.' })
  .describe('The AWS region this target is asked, signed and priced in; the scenario’s by default.')
  .exactOptional();

/** Members of Bedrock Converse by their AWS names. */
export const converseFields = {
  additionalModelRequestFields: jsonObject
    .describe('Converse: members for the model alone, such as thinking or top_k.')
    .exactOptional(),
  additionalModelResponseFieldPaths: z
    .array(z.string())
    .describe('Converse: JSON Pointers to members of the model’s own response.')
    .exactOptional(),
  inferenceConfig: jsonObject
    .describe('Converse: merges over maxTokens and temperature; stopSequences, topP.')
    .exactOptional(),
  outputConfig: jsonObject
    .describe('Converse: the form of the output: a JSON schema, an effort.')
    .exactOptional(),
  toolConfig: jsonObject.describe('Converse: tools, and which of them to choose.').exactOptional(),
  guardrailConfig: jsonObject
    .describe('Converse: a guardrail in AWS’s own words, with trace and streamProcessingMode.')
    .exactOptional(),
  performanceConfig: jsonObject.describe('Converse: { latency: optimized }.').exactOptional(),
  promptVariables: jsonObject.describe('Converse: values of a managed prompt.').exactOptional(),
  requestMetadata: texts
    .describe('Converse: kept in the invocation log, beside runId and queryId.')
    .exactOptional(),
};

/** Members of a body that a key of the target's own says: said twice, one would be wrong in reports. */
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'bedrock-converse': {
    modelId: 'model',
    serviceTier: 'serviceTier',
    guardrailConfig: 'guardrailConfig',
    performanceConfig: 'performanceConfig',
    requestMetadata: 'requestMetadata',
  },
  'knowledge-base': {},
  'bedrock-agent': { agentId: 'agentId', agentAliasId: 'agentAliasId' },
};

interface Shaped {
  readonly kind: string;
  readonly request?: JsonObject | undefined;
}

/** Whether a request's patch leaves alone what the target's own keys say; `stream` above all. */
export function checkShape(target: Shaped, context: z.RefinementCtx): void {
  const { request } = target;
  if (request === undefined) return;
  const own = OWN[target.kind];
  for (const [member, value] of Object.entries(request)) {
    const key = own?.[member] ?? keyOf(target, member, value);
    if (key === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: ['request', member],
      message: `request.${member} is the target's own ${key}: how the answer is read, priced or allowed follows from it. Write ${key} beside kind.`,
    });
  }
}

/** Kinds whose whole body is the author's: the target knows no more of it. */
const FREE = new Set(['http', 'lambda', 'websocket']);

function keyOf(target: Shaped, member: string, value: unknown): string | undefined {
  if (FREE.has(target.kind)) return undefined;
  if (member === 'stream' && 'stream' in target && value !== target.stream) return 'stream';
  // Azure and gateways that know the model by the URL take none.
  if (member === 'model' && 'model' in target && value !== null && value !== target.model) {
    return 'model';
  }
  return undefined;
}

/** Whether one thing is said by two keys: ours and AWS's. */
export function checkConverseFields(
  target: Shaped & { readonly guardrailConfig?: unknown; readonly performanceConfig?: unknown },
  context: z.RefinementCtx,
): void {
  const pairs = [
    ['guardrail', 'guardrailConfig'],
    ['latency', 'performanceConfig'],
  ] as const;
  for (const [ours, theirs] of pairs) {
    if (memberAt(target, ours) === undefined || memberAt(target, theirs) === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [theirs],
      message: `${theirs} and ${ours} say the same thing: write one of them.`,
    });
  }
  const latency = memberAt(target.performanceConfig, 'latency');
  if (latency !== undefined && latency !== 'standard' && latency !== 'optimized') {
    context.addIssue({
      code: 'custom',
      path: ['performanceConfig', 'latency'],
      message: 'performanceConfig.latency is "standard" or "optimized".',
    });
  }
}

/** What other tools call `request`. */
export const REQUEST_ALIASES = {
  extra: 'request',
  extraBody: 'request',
  extra_body: 'request',
  extraInputs: 'request',
  parameters: 'request',
  params: 'request',
  options: 'request',
  bodyParams: 'request',
  extraHeaders: 'headers',
  extra_headers: 'headers',
  extraQuery: 'query',
} as const;
/** For kinds whose `body` is not the author's. */
export const ALIASES = { ...REQUEST_ALIASES, body: 'request' } as const;
