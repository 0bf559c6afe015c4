import { z } from 'zod';
import { nearest } from '../../problem/nearest.ts';
import { dollars, duration, positive, strictObject } from '../schema/fields.ts';
import { asyncSchema, checkAsync } from './async-schema.ts';
import { SERVICE_TIERS } from './bedrock-options.ts';
import { moduleFields } from './module-schema.ts';
import { FALLBACK_REASONS } from './routing.ts';
import { DECODERS } from './sdk-options.ts';
import {
  ALIASES,
  checkConverseFields,
  checkShape,
  converseFields,
  headers as extraHeaders,
  region,
  REQUEST_ALIASES,
  requestShape,
} from './shape-schema.ts';
import type { TargetDraft } from './target-spec.ts';
import { TRANSPORT_KINDS } from './transport-kind.ts';

export const fixedCosts = z.array(strictObject({ name: z.string(), perMonth: dollars }));

const common = {
  timeout: duration.default(60_000),
  perRequest: dollars.default(0),
  fixedCosts: fixedCosts.default([]),
};

/** What a target has that proofload does not make the requests of. */
const ownBase = {
  ...common,
  region,
  price: z.string().exactOptional(),
  instances: strictObject({ type: z.string(), count: positive, perHour: dollars }).exactOptional(),
};

const base = { ...ownBase, ...requestShape };

const variable = z.string().regex(/^[A-Za-z_]\w*$/, {
  error: 'env is the name of an environment variable, never the secret itself.',
});

const stream = z.boolean().default(true);
const headers = extraHeaders.default({});

const sdkOptions = {
  decode: z.enum(DECODERS).exactOptional(),
  headers: extraHeaders.exactOptional(),
};
const bedrockClientOptions = { ...sdkOptions, transport: z.enum(TRANSPORT_KINDS).exactOptional() };

const bedrockOptions = {
  ...bedrockClientOptions,
  guardrail: strictObject({
    id: z.string().min(1),
    version: z.string().default('DRAFT'),
  }).exactOptional(),
  latency: z.enum(['standard', 'optimized']).exactOptional(),
  serviceTier: z.enum(SERVICE_TIERS).exactOptional(),
  projectIdentifier: z
    .string()
    .min(1)
    .describe('The Bedrock project that is billed: header X-Amzn-Bedrock-ProjectIdentifier.')
    .exactOptional(),
};

/** A JSON API of one's own: how it is asked, and where its answer is. */
const template = {
  body: z
    .unknown()
    .refine((body) => body !== undefined, { error: 'body is missing: what to send.' }),
  answer: z.string().min(1),
  usage: strictObject({
    input: z.string().exactOptional(),
    output: z.string().exactOptional(),
  }).default({}),
};

const headerAuths = [
  strictObject({ kind: z.literal('bearer'), env: variable }),
  strictObject({ kind: z.literal('command'), command: z.string().min(1) }),
  strictObject({
    kind: z.literal('api-key'),
    env: variable,
    header: z.string().default('x-api-key'),
  }),
] as const;
const headerAuth = z.discriminatedUnion('kind', headerAuths).exactOptional();
const sigv4 = strictObject({ kind: z.literal('sigv4'), service: z.string().min(1) });
const auth = z.discriminatedUnion('kind', [...headerAuths, sigv4]).exactOptional();

const route = {
  kind: z.literal('route'),
  // Tokens and machines are its parts' to pay.
  ...common,
  parts: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]*$/, 'A name is a letter, then letters, digits and dashes.'),
      z.lazy((): z.ZodType<TargetDraft> => targetSchema),
    )
    .refine((parts) => Object.keys(parts).length > 0, { error: 'A route has a part at least.' }),
};

const regularExpression = z.string().refine(isRegularExpression, {
  error: 'This is no regular expression.',
});

const routeSchema = z.discriminatedUnion('by', [
  strictObject({
    ...route,
    by: z.literal('cascade'),
    escalate: strictObject({
      refusal: z.boolean().default(true),
      shorterThan: positive.exactOptional(),
      matching: regularExpression.exactOptional(),
    }).prefault({}),
  }),
  strictObject({
    ...route,
    by: z.literal('rules'),
    rules: z.array(
      strictObject({
        to: z.string(),
        tags: z.record(z.string(), z.string()).default({}),
        longerThan: positive.exactOptional(),
      }),
    ),
    otherwise: z.string(),
  }).superRefine(({ parts, rules, otherwise }, context) => {
    const names = Object.keys(parts);
    const check = (name: string, path: (string | number)[]): void => {
      if (names.includes(name)) return;
      const near = nearest(name, names);
      const hint =
        near === undefined ? `Parts are ${names.join(', ')}.` : `Did you mean "${near}"?`;
      context.addIssue({ code: 'custom', path, message: `There is no part "${name}". ${hint}` });
    };
    rules.forEach(({ to }, index) => check(to, ['rules', index, 'to']));
    check(otherwise, ['otherwise']);
  }),
  strictObject({
    ...route,
    by: z.literal('fallback'),
    on: z.array(z.enum(FALLBACK_REASONS)).min(1).default(['throttled', 'timeout']),
  }),
  strictObject({
    ...route,
    by: z.literal('cache'),
  }).refine(({ parts }) => Object.keys(parts).length === 1, {
    error: 'A cache stands before one part; where it should be several, let that be a route.',
    path: ['parts'],
  }),
  strictObject({
    ...route,
    by: z.literal('hedge'),
    after: duration,
    cancel: z.boolean().default(true),
  }).refine(({ parts }) => Object.keys(parts).length <= 2, {
    error: 'A hedge has two parts at most.',
    path: ['parts'],
  }),
]);

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** One way to get an answer, told apart by `kind`. */
export const targetSchema = z.discriminatedUnion('kind', [
  strictObject(
    {
      kind: z.literal('bedrock-converse'),
      ...base,
      model: z.string().min(1),
      stream,
      ...bedrockOptions,
      ...converseFields,
      cachePoint: z.enum(['5m', '1h']).exactOptional(),
    },
    ALIASES,
  )
    .superRefine(checkShape)
    .superRefine(checkConverseFields),
  strictObject(
    {
      kind: z.literal('bedrock-invoke'),
      ...base,
      model: z.string().min(1),
      stream,
      ...bedrockOptions,
    },
    ALIASES,
  ).superRefine(checkShape),
  strictObject(
    {
      kind: z.literal('sagemaker'),
      ...base,
      ...sdkOptions,
      endpointName: z.string().min(1),
      inferenceComponent: z.string().exactOptional(),
      targetVariant: z.string().exactOptional(),
      sticky: z.boolean().exactOptional(),
      targetModel: z.string().min(1).exactOptional(),
      customAttributes: z
        .string()
        .regex(/^[\x21-\x7e]{1,1024}$/, {
          error: 'customAttributes is up to 1024 visible ASCII characters.',
        })
        .exactOptional(),
      body: z.enum(['tgi', 'lmi', 'openai', 'tei', 'tei-rerank']).default('tgi'),
      async: asyncSchema,
      stream: z.boolean().exactOptional(),
    },
    REQUEST_ALIASES,
  )
    .superRefine(checkAsync)
    .transform((draft) => ({ ...draft, stream: draft.stream ?? draft.async === undefined }))
    .superRefine(checkShape),
  strictObject(
    {
      kind: z.literal('openai'),
      ...base,
      url: z.url(),
      api: z.enum(['chat', 'completions', 'responses']).default('chat'),
      model: z.string(),
      maxTokensName: z.enum(['max_tokens', 'max_completion_tokens']).exactOptional(),
      stream,
      headers,
      auth,
    },
    ALIASES,
  )
    .superRefine(checkShape)
    .refine(({ api, maxTokensName }) => api === 'chat' || maxTokensName === undefined, {
      error: 'maxTokensName is of api: chat; the other APIs know one name only.',
      path: ['maxTokensName'],
    }),
  strictObject(
    {
      kind: z.literal('anthropic'),
      ...base,
      url: z.url().default('https://api.anthropic.com/v1'),
      model: z.string(),
      stream,
      headers,
      auth,
    },
    ALIASES,
  ).superRefine(checkShape),
  strictObject(
    {
      kind: z.literal('knowledge-base'),
      ...base,
      ...bedrockClientOptions,
      knowledgeBaseId: z.string().min(1),
      by: z.enum(['generate', 'converse', 'retrieve']).default('generate'),
      model: z.string().default(''),
      results: positive.max(100).default(5),
      filter: z.record(z.string(), z.string()).default({}),
      stream,
    },
    ALIASES,
  ).refine(({ by, model }) => by === 'retrieve' || model !== '', {
    error: 'model is missing: it answers from what is found.',
    path: ['model'],
  }),
  strictObject(
    {
      kind: z.literal('bedrock-agent'),
      ...base,
      ...bedrockClientOptions,
      agentId: z.string().min(1),
      agentAliasId: z.string().min(1),
      model: z.string().exactOptional(),
      stream,
    },
    ALIASES,
  ).superRefine(checkShape),
  strictObject({
    kind: z.literal('lambda'),
    ...base,
    ...sdkOptions,
    functionName: z.string().min(1),
    qualifier: z.string().exactOptional(),
    ...template,
    done: z.string().min(1).exactOptional(),
    stream: z.boolean().default(false),
  }),
  strictObject({
    kind: z.literal('http'),
    ...base,
    url: z.url(),
    headers,
    auth,
    ...template,
    done: z.string().min(1).exactOptional(),
    stream: z.boolean().default(false),
  }),
  strictObject({ ...ownBase, ...moduleFields }),
  strictObject({
    kind: z.literal('websocket'),
    ...base,
    url: z.url({ protocol: /^wss?$/ }),
    headers,
    auth: headerAuth,
    ...template,
    done: z.string().min(1),
  }),
  routeSchema,
]);
