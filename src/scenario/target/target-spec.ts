import { basename } from 'node:path';
import { redactUrls } from '../../secrets/redact.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { AsyncInference } from './async-inference.ts';
import type { Auth, HeaderAuth } from './auth.ts';
import type { BedrockOptions } from './bedrock-options.ts';
import type { ConverseFields } from './converse-fields.ts';
import type { RequestShape } from './request-shape.ts';
import type { Routing } from './routing.ts';
import type { BedrockClientOptions, SdkOptions } from './sdk-options.ts';
import { TRANSPORT_KINDS, type TransportKind } from './transport-kind.ts';

/** A TargetSpec describes one way to get an answer. */
export type TargetSpec = TargetBase & (ServiceSpec | RouteSpec);

/** A TargetSpec before it is told its name, and its parts theirs. */
export type TargetDraft = WithoutName<TargetSpec>;
type WithoutName<T> = T extends { readonly parts: RouteParts }
  ? Omit<T, 'name' | 'parts'> & DraftParts
  : Omit<T, 'name'>;
/** An interface, because TypeScript 5 takes an alias here for one that refers to itself. */
interface DraftParts {
  readonly parts: Readonly<Record<string, TargetDraft>>;
}

export interface TargetBase {
  readonly name: string;
  /** The AWS region it is asked, signed and priced in; the scenario's when absent. */
  readonly region?: string;
  /** One attempt is given up after this long (outcome `timeout`). */
  readonly timeout: Milliseconds;
  /** The price row for its tokens; a Bedrock target's model id by default. */
  readonly price?: string;
  /** US dollars for each request beside tokens: API Gateway, Lambda. */
  readonly perRequest: number;
  /** Rented hardware: US dollars per instance-hour times instances, day and night. */
  readonly instances?: Instances;
  readonly fixedCosts: readonly { readonly name: string; readonly perMonth: number }[];
}

export interface Instances {
  readonly type: string;
  readonly count: number;
  readonly perHour: number;
}

/** A ServiceSpec is the wire a target speaks and the address it speaks to. */
export type ServiceSpec = RequestShape & Asked;

type Asked =
  | (BedrockClientOptions &
      BedrockOptions &
      ConverseFields & {
        /** Bedrock Converse or ConverseStream. */
        readonly kind: 'bedrock-converse';
        readonly model: string;
        readonly stream: boolean;
        /** Keeps the system prompt in the prompt cache for so long. */
        readonly cachePoint?: '5m' | '1h';
      })
  | (BedrockClientOptions &
      BedrockOptions & {
        /**
         * Bedrock InvokeModel or InvokeModelWithResponseStream; the body follows the model's provider.
         * Embedding and rerank models are asked so too, and do not stream.
         */
        readonly kind: 'bedrock-invoke';
        readonly model: string;
        readonly stream: boolean;
      })
  | (SdkOptions & {
      /** SageMaker InvokeEndpoint, InvokeEndpointWithResponseStream or InvokeEndpointAsync. */
      readonly kind: 'sagemaker';
      readonly endpointName: string;
      readonly inferenceComponent?: string;
      /** The production variant that is to answer; else the endpoint's own weights decide. */
      readonly targetVariant?: string;
      /** Rows of one `session` go to the instance that answered its first. */
      readonly sticky?: boolean;
      /** The model of a multi-model endpoint. */
      readonly targetModel?: string;
      /** Told to the container in the header X-Amzn-SageMaker-Custom-Attributes, before our own. */
      readonly customAttributes?: string;
      /**
       * What the container speaks: TGI, LMI (DJL), OpenAI chat as vLLM does, or Text Embeddings
       * Inference with an embedding or a reranking model, which do not stream.
       */
      readonly body: 'tgi' | 'lmi' | 'openai' | 'tei' | 'tei-rerank';
      /** Of an asynchronous endpoint, which does not stream. */
      readonly async?: AsyncInference;
      readonly stream: boolean;
    })
  | {
      /** Any OpenAI-compatible endpoint. */
      readonly kind: 'openai';
      /** Up to and without `/chat/completions`, `/completions` or `/responses`. */
      readonly url: string;
      /** Chat completions when absent. */
      readonly api?: 'chat' | 'completions' | 'responses';
      readonly model: string;
      /** What chat calls the most tokens; what the model table says of the model when absent. */
      readonly maxTokensName?: 'max_tokens' | 'max_completion_tokens';
      readonly stream: boolean;
      readonly headers: Readonly<Record<string, string>>;
      readonly auth?: Auth;
    }
  | {
      /** Anthropic's own Messages API, which bedrock-mantle serves too. */
      readonly kind: 'anthropic';
      /** Up to and without `/messages`. */
      readonly url: string;
      readonly model: string;
      readonly stream: boolean;
      readonly headers: Readonly<Record<string, string>>;
      readonly auth?: Auth;
    }
  | (BedrockClientOptions & {
      /** A Bedrock Knowledge Base. */
      readonly kind: 'knowledge-base';
      readonly knowledgeBaseId: string;
      /**
       * `generate`: RetrieveAndGenerate, in one request. `converse`: Retrieve, then Converse with what
       * was found. `retrieve`: Retrieve alone; its answer is the passages.
       */
      readonly by: 'generate' | 'converse' | 'retrieve';
      /** What answers; not asked by `retrieve`. An id, or the ARN of a profile. */
      readonly model: string;
      /** The most passages to find. */
      readonly results: number;
      /** Metadata that passages must have, by attribute: Liquid templates over the row. */
      readonly filter: Readonly<Record<string, string>>;
      readonly stream: boolean;
    })
  | (BedrockClientOptions & {
      /** A Bedrock agent; its tokens are read from its traces. */
      readonly kind: 'bedrock-agent';
      readonly agentId: string;
      readonly agentAliasId: string;
      /** What its tokens are priced as. */
      readonly model?: string;
      /** Whether its last step streams; else the whole answer comes at once. */
      readonly stream: boolean;
    })
  | (SdkOptions & {
      /** A Lambda function, invoked without a gateway: Invoke or InvokeWithResponseStream. */
      readonly kind: 'lambda';
      /** A name or an ARN. */
      readonly functionName: string;
      readonly qualifier?: string;
      /** The event it is invoked with: JSON whose strings are Liquid templates. */
      readonly body: unknown;
      /** Where the answer is in what it returns, or in each server-sent event that it writes. */
      readonly answer: string;
      /** Where the last event says that it is the last: anything there but false, 0 or "". */
      readonly done?: string;
      readonly usage: { readonly input?: string; readonly output?: string };
      readonly stream: boolean;
    })
  | {
      /** A WebSocket API: one message asks, and messages of JSON answer. */
      readonly kind: 'websocket';
      readonly url: string;
      /** Of the handshake. */
      readonly headers: Readonly<Record<string, string>>;
      readonly auth?: HeaderAuth;
      readonly body: unknown;
      /** Where each message's piece of the answer is. */
      readonly answer: string;
      /** Where the last message says that it is the last: anything there but false, 0 or "". */
      readonly done: string;
      readonly usage: { readonly input?: string; readonly output?: string };
    }
  | {
      /** A target of the user's own, made by the default export of a file. */
      readonly kind: 'module';
      /** The file; absolute. */
      readonly module: string;
      /** Handed to the file as they are. */
      readonly options: Readonly<Record<string, unknown>>;
    }
  | {
      /** Any HTTP API that answers JSON, or server-sent events of JSON. */
      readonly kind: 'http';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly auth?: Auth;
      /** A JSON value; every string in it is a Liquid template over the row, `prompt` and `maxTokens`. */
      readonly body: unknown;
      /** Dotted path to the answer (or, in a stream, to each event's piece of it): `choices.0.text`. */
      readonly answer: string;
      /** In a stream, where the last event says that it is the last: anything there but false, 0 or "". */
      readonly done?: string;
      /** Dotted paths to token counts. */
      readonly usage: { readonly input?: string; readonly output?: string };
      readonly stream: boolean;
    };

/** A target made of targets. */
export type RouteSpec = Routing & { readonly kind: 'route'; readonly parts: RouteParts };

/** The targets of a route, by the names that its samples carry in their tag `route`. */
type RouteParts = Readonly<Record<string, TargetSpec>>;

/** What a target asks, as people name it: its model, endpoint or URL. */
export function addressOf(target: TargetSpec): string {
  if (target.kind === 'route') return `${target.by} of ${Object.keys(target.parts).join(', ')}`;
  if (target.kind === 'knowledge-base') return `${target.knowledgeBaseId} ${target.model}`.trim();
  if (target.kind === 'bedrock-agent') return target.agentId;
  if ('model' in target) return target.model;
  if (target.kind === 'module') return basename(target.module);
  if ('functionName' in target) return target.functionName;
  return 'endpointName' in target ? target.endpointName : redactUrls(target.url);
}

/** Every way an answer can come from a target, as its samples' tag `route` says; none for a plain one. */
export function routesOf(target: TargetSpec): readonly string[] {
  if (target.kind !== 'route') return [];
  const parts = Object.entries(target.parts).flatMap(([name, part]) => {
    const inner = routesOf(part);
    return inner.length === 0 ? [name] : inner.map((route) => `${name}.${route}`);
  });
  if (target.by === 'cache') return [...parts, 'cache'];
  return target.by === 'hedge' && Object.keys(target.parts).length === 1
    ? [...parts, 'hedge']
    : parts;
}

/** The transports of a target, each once: those of a route are its parts', a WebSocket and a module have none. */
export function transportsOf(spec: TargetSpec): readonly TransportKind[] {
  if (spec.kind === 'websocket' || spec.kind === 'module') return [];
  if (spec.kind === 'route') {
    const used = new Set(Object.values(spec.parts).flatMap(transportsOf));
    return TRANSPORT_KINDS.filter((kind) => used.has(kind));
  }
  return [('transport' in spec ? spec.transport : undefined) ?? 'http1'];
}
