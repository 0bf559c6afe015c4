import type { Random } from '../random/random.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';
import type { QuotaTokens } from '../serving/throttling/quota-tokens.ts';
import type { Milliseconds } from '../time/duration.ts';
import { type Composition, composeReply } from './answer/compose-reply.ts';
import { createPromptAnalyser, type PromptAnalysis } from './answer/prompt-analysis.ts';
import type { Authenticate } from './auth/authentication.ts';
import { type Guardrails, withhold } from './bedrock/guardrail.ts';
import type { KnowledgeBases } from './bedrock/knowledge-bases.ts';
import { answerRetrieve } from './bedrock/retrieve.ts';
import type { EmulatedModel, EmulatedModels } from './capacity/emulated-model.ts';
import { InvalidRequest } from './dialect/base/dialect.ts';
import { earlyRejection } from './errors/early-fault.ts';
import type { ErrorReason } from './errors/error-reason.ts';
import { errorResponse, type ErrorResponse } from './errors/error-response.ts';
import type { EmulatedService } from './errors/service.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { parseRequestJson } from './http/request-json.ts';
import { startInvocation, type ModelInvocation } from './model-invocation.ts';
import { cachedInput, type CachedInput, nothingCached } from './prompt/cached-input.ts';
import type { Intervention } from './prompt/intervention.ts';
import type { ModelRequest } from './prompt/model-request.ts';
import type { PassageHistory } from './prompt/passage-history.ts';
import { promptBlocks } from './prompt/prompt-blocks.ts';
import {
  sendReply,
  logEntryOf,
  SMALLER_MODEL,
  createRequestContext,
  type RequestContext,
} from './request-context.ts';
import type { FaultInjector } from './request/fault-injector.ts';
import type { OperationRoute } from './request/operation.ts';
import { isStreamed, readHead, subjectOf } from './request/request-head.ts';
import type { RequestLog } from './request/request-log.ts';
import { responseHead } from './request/response-head.ts';
import { countMessageTokens, countRequestTokens } from './request/token-count.ts';
import { createAsyncInvocation, type AsyncInvocation } from './s3/async-invocation.ts';
import type { ObjectStore } from './s3/object-store.ts';
import { wireFormatFor, type WireFormat } from './stream/wire-format.ts';

/** Settings and state that all requests share. */
export interface HandlerOptions {
  readonly seed: number;
  readonly authenticate: Authenticate;
  readonly emulatedModels: EmulatedModels;
  readonly faults: FaultInjector;
  readonly passageHistory: PassageHistory;
  readonly log: RequestLog;
  readonly knowledgeBases: KnowledgeBases;
  readonly guardrails: Guardrails;
  readonly store: ObjectStore;
  /** S3 places of the results of asynchronous endpoints. */
  readonly asyncPlaces: EmulatorSettings['asyncPlaces'];
  /** Source of padding, cut lines and leaked sentences. */
  readonly random: Random;
}

/** Services with a deployed function before the model. */
const DEPLOYED: ReadonlySet<EmulatedService> = new Set(['gateway', 'lambda']);

/** Time limits of answers that do not stream. */
const TIME_LIMITS: Readonly<Partial<Record<EmulatedService, Milliseconds>>> = {
  gateway: 29_000,
  sagemaker: 60_000,
};

/** Time of an embedding and a vector search; assumed. */
const SEARCH_TIME: Milliseconds = 80;

/** Time in which a guardrail checks a prompt; assumed. */
const GUARDRAIL_TIME: Milliseconds = 300;

/** Answers requests of known routes as the service would. */
export class RequestHandler {
  readonly #options: HandlerOptions;
  readonly #analyse = createPromptAnalyser();

  constructor(options: HandlerOptions) {
    this.#options = options;
  }

  async handle(exchange: HttpExchange, route: OperationRoute): Promise<void> {
    const context = createRequestContext(exchange, route, (id) =>
      this.#asyncInvocationOf(exchange, route, id),
    );
    const bytes = await exchange.body();
    if (bytes === 'gone') return this.#end(context, 'interrupted');
    if (bytes === 'too-large') return this.#end(context, 'refused_request');
    const rejection = this.#options.authenticate(exchange, route.service, bytes);
    if (rejection !== undefined) return this.#reject(context, rejection);
    try {
      this.#answer(context, (context.asyncInvocation?.input(bytes) ?? bytes).toString());
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      this.#reject(context, 'invalid', error.message);
    }
  }

  #asyncInvocationOf(
    exchange: HttpExchange,
    route: OperationRoute,
    id: string,
  ): AsyncInvocation | undefined {
    if (route.operation !== 'InvokeEndpointAsync') return undefined;
    const { subject: endpoint = '' } = route;
    const { asyncPlaces, store } = this.#options;
    return createAsyncInvocation(exchange, {
      id,
      endpoint,
      store,
      places: asyncPlaces?.[endpoint],
    });
  }

  #answer(context: RequestContext, text: string): void {
    const { exchange, route } = context;
    const { emulatedModels, knowledgeBases, random } = this.#options;
    const head = readHead(exchange);
    const body = parseRequestJson(text);
    if (body === undefined) return this.#reject(context, 'unreadable');
    context.subject = subjectOf(route, body);
    if (route.service === 'bedrock' && !emulatedModels.isModel(context.subject)) {
      return this.#reject(context, 'unknown-model');
    }
    if (route.operation === 'CountTokens') {
      const inputTokens = countRequestTokens(context.subject, body);
      return this.#respondJson(context, { inputTokens });
    }
    if (route.operation === 'CountMessageTokens') {
      return this.#respondJson(context, { input_tokens: countMessageTokens(body) });
    }
    if (route.operation === 'Retrieve') return this.#retrieve(context, body);
    const { accept } = head;
    const wireFormat = wireFormatFor(
      { operation: route.operation, subject: context.subject, body, accept, knowledgeBases },
      random,
    );
    const read = wireFormat.dialect.read(body);
    const modelRequest = Object.assign({}, read, {
      tenant: read.tenant ?? head.tenant,
      guardrail: read.guardrail ?? head.guardrail,
    });
    const streamed = isStreamed(route, modelRequest, head);
    this.#serve({ context, modelRequest, wireFormat, streamed });
  }

  /** Searches a knowledge base, without a model and its queue. */
  #retrieve(context: RequestContext, body: unknown): void {
    const { exchange, subject } = context;
    if (this.#isFaulty(context, false)) return;
    const found = answerRetrieve(this.#options.knowledgeBases, subject, body);
    context.limit = setTimeout(() => this.#respondJson(context, found), SEARCH_TIME);
    exchange.onGone(() => this.#end(context, 'interrupted'));
  }

  /** Draws the request's fault; returns whether that fault ended the request. */
  #isFaulty(context: RequestContext, streamed: boolean): boolean {
    const { exchange, route, subject } = context;
    context.fault = this.#options.faults.draw(subject, streamed, performance.now());
    const rejection = earlyRejection(context.fault, route.service);
    if (rejection !== undefined) {
      this.#reject(context, rejection);
      return true;
    }
    // An asynchronous answer has no connection left to reset, so this resets the request's.
    if (context.fault?.kind === 'reset' && context.asyncInvocation !== undefined) {
      exchange.reset();
      this.#end(context, 'server_error');
      return true;
    }
    return false;
  }

  #serve(request: ReadRequest): void {
    const { context, modelRequest, streamed } = request;
    const { route, subject } = context;
    const { emulatedModels, guardrails } = this.#options;
    const analysis = this.#analyse(subject, modelRequest);
    context.inputTokens = analysis.inputTokens;
    if (this.#isFaulty(context, streamed)) return;

    const emulatedModel = emulatedModels.of(subject);
    const server =
      context.fault?.kind === 'smaller-model' ? emulatedModels.of(SMALLER_MODEL) : emulatedModel;
    const reason = server.rejects(performance.now(), DEPLOYED.has(route.service));
    if (reason !== undefined) return this.#reject(context, reason);
    const intervention = guardrails.onInput(modelRequest);
    if (intervention !== undefined)
      return this.#withholdInput(request, analysis, server, intervention);
    const admitted = this.#admit(request, analysis, emulatedModel);
    if (admitted !== undefined) this.#generate(admitted, analysis, server);
  }

  /** Answers with the guardrail's message; no model is invoked. */
  #withholdInput(
    { context, modelRequest, wireFormat, streamed }: ReadRequest,
    analysis: PromptAnalysis,
    { quality }: EmulatedModel,
    intervention: Intervention,
  ): void {
    const replyOptions = { quality, cached: nothingCached(), seed: this.#options.seed };
    const withheld = withhold(composeReply(modelRequest, analysis, replyOptions), intervention);
    const delivery = sendReply(context, withheld, { wireFormat, streamed });
    context.limit = setTimeout(() => {
      const timing = { firstToken: GUARDRAIL_TIME, latency: GUARDRAIL_TIME };
      const outcome = delivery.advance(withheld.chunks.length, true, timing);
      if (outcome !== undefined) this.#end(context, outcome);
    }, GUARDRAIL_TIME);
    context.exchange.onGone(() => this.#end(context, 'interrupted'));
  }

  /** Reserves quota and stores the prompt in the cache; undefined if the request was throttled. */
  #admit(
    request: ReadRequest,
    { inputTokens, cachePoints }: PromptAnalysis,
    { promptCache, quota }: EmulatedModel,
  ): AdmittedRequest | undefined {
    const { context, modelRequest } = request;
    const cached = cachedInput(promptCache.lookUp(cachePoints, now()));
    const charged = {
      input: inputTokens - cached.read - cached.write,
      cacheWrite: cached.write,
    };
    const admission = quota.admit({ maxTokens: modelRequest.maxTokens, ...charged }, now());
    if (!admission.admitted) {
      this.#reject(context, errorResponse(context.route.service, admission.limit));
      return undefined;
    }
    promptCache.store(cachePoints, now());
    const { maxTokens, reservation } = admission;
    return {
      ...request,
      modelRequest:
        maxTokens === modelRequest.maxTokens ? modelRequest : { ...modelRequest, maxTokens },
      cached,
      settle: (output) => quota.settle(reservation, { output, ...charged }, now()),
    };
  }

  /** Invokes the model and sends its reply as it is generated. */
  #generate(admitted: AdmittedRequest, analysis: PromptAnalysis, server: EmulatedModel): void {
    const { context, modelRequest, wireFormat, streamed, cached, settle } = admitted;
    const { exchange, route } = context;
    const composition = this.#compose(admitted, analysis, server);
    const delivery = sendReply(context, composition, { wireFormat, streamed });
    const invocation: ModelInvocation = {
      emulatedModel: server,
      delivery,
      inputTokens: context.inputTokens,
      outputTokens: composition.reply.outputTokens,
      cached,
      blocks: server.hasPrefixCache ? promptBlocks(modelRequest) : [],
      arrived: context.arrived,
      deployed: DEPLOYED.has(route.service),
      dripping: context.fault?.kind === 'slow-drip',
    };
    context.asyncInvocation?.accept();
    const interrupt = startInvocation(invocation, (outcome, lateness) => {
      context.lateness = lateness;
      context.quotaTokens = settle(delivery.written);
      this.#end(context, outcome);
    });
    exchange.onGone(interrupt);
    const limit = server.timeout ?? context.asyncInvocation?.limit ?? TIME_LIMITS[route.service];
    if (streamed || limit === undefined || context.ended) return;
    // The model keeps generating, because it is not informed of the time-out.
    context.limit = setTimeout(() => this.#reject(context, 'model-timeout'), limit).unref();
  }

  /** Composes the reply, with what faults and guardrails do to it. */
  #compose(
    { context, modelRequest, cached }: AdmittedRequest,
    analysis: PromptAnalysis,
    { quality }: EmulatedModel,
  ): Composition {
    const { seed, passageHistory, guardrails, random } = this.#options;
    const { tenant } = modelRequest;
    const { passages } = analysis.reading;
    const kind = context.fault?.kind;
    const composed = composeReply(modelRequest, analysis, {
      quality,
      cached,
      seed,
      leak:
        kind === 'tenant-leak' ? passageHistory.pickForeign(tenant, passages, random) : undefined,
      halvePassages: kind === 'truncated-context',
    });
    passageHistory.keep(tenant, passages);
    const intervention = guardrails.onOutput(modelRequest, composed.reply.text);
    return intervention === undefined ? composed : withhold(composed, intervention);
  }

  #respondJson(context: RequestContext, answer: unknown): void {
    const { exchange, route, id } = context;
    const headers = { 'content-type': 'application/json', ...responseHead(route.service, id) };
    exchange.respond(200, headers, JSON.stringify(answer));
    this.#end(context, 'ok');
  }

  #reject(context: RequestContext, error: ErrorReason | ErrorResponse, message?: string): void {
    const { exchange, route, id } = context;
    const rejection =
      typeof error === 'string' ? errorResponse(route.service, error, message) : error;
    const { status, headers, body, outcome } = rejection;
    exchange.respond(status, { ...headers, ...responseHead(route.service, id) }, body);
    this.#end(context, outcome);
  }

  #end(context: RequestContext, outcome: Outcome): void {
    if (context.ended) return;
    context.ended = true;
    clearTimeout(context.limit);
    this.#options.log.add(logEntryOf(context, outcome));
  }
}

/** A request in the model's terms, and how its reply is written. */
interface ReadRequest {
  readonly context: RequestContext;
  readonly modelRequest: ModelRequest;
  readonly wireFormat: WireFormat;
  readonly streamed: boolean;
}

/** A request that fits the quota. */
interface AdmittedRequest extends ReadRequest {
  readonly cached: CachedInput;
  /** Settles the quota at the output tokens used; returns the tokens counted. */
  readonly settle: (outputTokens: number) => QuotaTokens;
}

/** Returns monotonic time counted from 1970, because daily quotas need the date. */
function now(): Milliseconds {
  return performance.timeOrigin + performance.now();
}
