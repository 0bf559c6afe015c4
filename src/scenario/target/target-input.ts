import type { FixedCost } from '../schema/price-row.ts';
import type { AsyncPlaces } from './async-inference.ts';
import type { BedrockOptions } from './bedrock-options.ts';
import type { ConverseFields } from './converse-fields.ts';
import type { RequestShape } from './request-shape.ts';
import type { Escalation, FallbackReason } from './routing.ts';
import type { BedrockClientOptions, SdkOptions } from './sdk-options.ts';
import type { Instances } from './target-spec.ts';

/** A TargetInput is a target as a scenario's author writes it. */
export type TargetInput = TargetBaseInput & ServiceInput;

interface TargetBaseInput extends RequestShape {
  /** The scenario's region by default. */
  region?: string;
  timeout?: string;
  price?: string;
  perRequest?: number;
  instances?: Instances;
  fixedCosts?: FixedCost[];
}

type ServiceInput =
  | ({
      kind: 'bedrock-converse';
      model: string;
      stream?: boolean;
      cachePoint?: '5m' | '1h';
    } & BedrockOptionsInput &
      ConverseFields)
  | ({ kind: 'bedrock-invoke'; model: string; stream?: boolean } & BedrockOptionsInput)
  | (SdkOptions & {
      kind: 'sagemaker';
      endpointName: string;
      inferenceComponent?: string;
      targetVariant?: string;
      sticky?: boolean;
      targetModel?: string;
      customAttributes?: string;
      body?: 'tgi' | 'lmi' | 'openai' | 'tei' | 'tei-rerank';
      async?: AsyncInput;
      stream?: boolean;
    })
  | {
      kind: 'openai';
      url: string;
      /** `chat` (completions) by default. */
      api?: 'chat' | 'completions' | 'responses';
      model: string;
      /** By default what the model table says, else `max_tokens`. */
      maxTokensName?: 'max_tokens' | 'max_completion_tokens';
      stream?: boolean;
      headers?: Record<string, string>;
      auth?: AuthInput;
    }
  | {
      kind: 'anthropic';
      /** `https://api.anthropic.com/v1` by default. */
      url?: string;
      model: string;
      stream?: boolean;
      headers?: Record<string, string>;
      auth?: AuthInput;
    }
  | (BedrockClientOptions & {
      kind: 'knowledge-base';
      knowledgeBaseId: string;
      /** `generate` (RetrieveAndGenerate) by default. */
      by?: 'generate' | 'converse' | 'retrieve';
      /** Not for `retrieve`. */
      model?: string;
      /** 5 by default. */
      results?: number;
      filter?: Record<string, string>;
      stream?: boolean;
    })
  | (BedrockClientOptions & {
      kind: 'bedrock-agent';
      agentId: string;
      agentAliasId: string;
      model?: string;
      stream?: boolean;
    })
  | ({
      kind: 'lambda';
      functionName: string;
      qualifier?: string;
      done?: string;
      stream?: boolean;
    } & SdkOptions &
      TemplateInput)
  | ({
      kind: 'websocket';
      url: string;
      headers?: Record<string, string>;
      auth?: HeaderAuthInput;
      done: string;
    } & TemplateInput)
  | {
      kind: 'module';
      /** A .ts or .js file relative to the scenario's, whose default export makes the target. */
      module: string;
      /** Handed to it as they are. */
      options?: Record<string, unknown>;
    }
  | ({
      kind: 'http';
      done?: string;
      stream?: boolean;
      url: string;
      headers?: Record<string, string>;
      auth?: AuthInput;
    } & TemplateInput)
  | RouteInput;

/** An asynchronous endpoint's places in S3, each `s3://bucket/prefix/`. */
interface AsyncInput extends Partial<AsyncPlaces> {
  input: string;
  /** `500ms` by default. */
  poll?: string;
  requestTtl?: string;
  invocationTimeout?: string;
}

/** A guardrail's version is its draft by default. */
type BedrockOptionsInput = BedrockClientOptions &
  Omit<BedrockOptions, 'guardrail'> & {
    guardrail?: { id: string; version?: string };
  };

/** A JSON API of one's own: strings in `body` are Liquid templates, the others dotted paths. */
interface TemplateInput {
  body: unknown;
  answer: string;
  usage?: { input?: string; output?: string };
}

/** Where the secret is, never the secret; an API key's header is `x-api-key` by default. */
type AuthInput = HeaderAuthInput | { kind: 'sigv4'; service: string };

type HeaderAuthInput =
  | { kind: 'bearer'; env: string }
  | { kind: 'command'; command: string }
  | { kind: 'api-key'; env: string; header?: string };

/** A target made of targets; where the order of its parts matters it is the one written. */
type RouteInput = { kind: 'route'; parts: Record<string, TargetInput> } & (
  | { by: 'cascade'; escalate?: Partial<Escalation> }
  | { by: 'rules'; rules: RouteRuleInput[]; otherwise: string }
  | { by: 'fallback'; on?: FallbackReason[] }
  | { by: 'cache' }
  | { by: 'hedge'; after: string; cancel?: boolean }
);

interface RouteRuleInput {
  to: string;
  tags?: Record<string, string>;
  longerThan?: number;
}
