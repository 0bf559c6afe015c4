import type { Random } from '../random/random.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';
import type { Milliseconds } from '../time/duration.ts';
import { composeReply } from './answer/compose-reply.ts';
import { createPromptAnalyser } from './answer/prompt-analysis.ts';
import type { Authenticate } from './auth/authentication.ts';
import { type Guardrails, withhold } from './bedrock/guardrail.ts';
import type { KnowledgeBases } from './bedrock/knowledge-bases.ts';
import { answerRetrieve } from './bedrock/retrieve.ts';
import type { EmulatedModels } from './capacity/emulated-model.ts';
import { InvalidRequest } from './dialect/dialect.ts';
import { earlyRejection } from './errors/early-fault.ts';
import type { ErrorReason } from './errors/error-reason.ts';
import { errorResponse, type ErrorResponse } from './errors/error-response.ts';
import type { EmulatedService } from './errors/service.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { parseRequestJson } from './http/request-json.ts';
import { startInvocation, type ModelInvocation } from './model-invocation.ts';
import { cachedInput, nothingCached } from './prompt/cached-input.ts';
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
import { countRequestTokens } from './request/token-count.ts';
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
type RequestHandler = (exchange: HttpExchange, route: OperationRoute) => Promise<void>;

export function createRequestHandler(options: HandlerOptions): RequestHandler {
  const {
    emulatedModels,
    faults,
    passageHistory,
    log,
    knowledgeBases,
    guardrails,
    random,
    seed,
    authenticate,
  } = options;
  const analyser = createPromptAnalyser();

  return async (exchange, route) => {
    const context = createRequestContext(exchange, route, (id) =>
      asyncInvocationOf(exchange, route, id),
    );
    const bytes = await exchange.body();
    if (bytes === 'gone') return end(context, 'interrupted');
    if (bytes === 'too-large') return end(context, 'refused_request');
    const rejection = authenticate(exchange, route.service, bytes);
    if (rejection !== undefined) return reject(context, rejection);
    try {
      answer(context, (context.asyncInvocation?.input(bytes) ?? bytes).toString());
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      reject(context, 'invalid', error.message);
    }
  };

  function asyncInvocationOf(
    exchange: HttpExchange,
    route: OperationRoute,
    id: string,
  ): AsyncInvocation | undefined {
    if (route.operation !== 'InvokeEndpointAsync') return undefined;
    const { subject: endpoint = '' } = route;
    const places = options.asyncPlaces?.[endpoint];
    return createAsyncInvocation(exchange, { id, endpoint, store: options.store, places });
  }

  function answer(context: RequestContext, text: string): void {
    const { exchange, route } = context;
    const head = readHead(exchange);
    const body = parseRequestJson(text);
    if (body === undefined) return reject(context, 'unreadable');
    context.subject = subjectOf(route, body);
    if (route.service === 'bedrock' && !emulatedModels.isModel(context.subject)) {
      return reject(context, 'unknown-model');
    }
    if (route.operation === 'CountTokens') {
      const inputTokens = countRequestTokens(context.subject, body);
      exchange.respond(
        200,
        { 'content-type': 'application/json', ...responseHead(route.service, context.id) },
        JSON.stringify({ inputTokens }),
      );
      return end(context, 'ok');
    }
    if (route.operation === 'Retrieve') return find(context, body);
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
    serve(context, modelRequest, wireFormat, isStreamed(route, modelRequest, head));
  }

  /** Searches a knowledge base, without a model and its queue. */
  function find(context: RequestContext, body: unknown): void {
    const { exchange, route, subject } = context;
    context.fault = faults.draw(subject, false, performance.now());
    const rejection = earlyRejection(context.fault, route.service);
    if (rejection !== undefined) return reject(context, rejection);
    const found = JSON.stringify(answerRetrieve(knowledgeBases, subject, body));
    const headers = {
      'content-type': 'application/json',
      ...responseHead(route.service, context.id),
    };
    context.limit = setTimeout(() => {
      exchange.respond(200, headers, found);
      end(context, 'ok');
    }, SEARCH_TIME);
    exchange.onGone(() => end(context, 'interrupted'));
  }

  function serve(
    context: RequestContext,
    modelRequest: ModelRequest,
    wireFormat: WireFormat,
    streamed: boolean,
  ): void {
    const { exchange, route, subject } = context;
    const analysis = analyser(subject, modelRequest);
    context.inputTokens = analysis.inputTokens;
    context.fault = faults.draw(subject, streamed, performance.now());
    const rejection = earlyRejection(context.fault, route.service);
    if (rejection !== undefined) return reject(context, rejection);

    const kind = context.fault?.kind;
    // An asynchronous answer has no connection left to reset, so this resets the request's.
    if (kind === 'reset' && context.asyncInvocation !== undefined) {
      exchange.reset();
      return end(context, 'server_error');
    }
    const emulatedModel = emulatedModels.of(subject);
    const server = kind === 'smaller-model' ? emulatedModels.of(SMALLER_MODEL) : emulatedModel;
    const { inputTokens: input } = context;
    const reason = server.rejects(performance.now(), DEPLOYED.has(route.service));
    if (reason !== undefined) return reject(context, reason);
    const inputIntervention = guardrails.onInput(modelRequest);
    if (inputIntervention !== undefined) {
      const replyOptions = { quality: server.quality, cached: nothingCached(), seed };
      const composed = composeReply(modelRequest, analysis, replyOptions);
      const withheld = withhold(composed, inputIntervention);
      const delivery = sendReply(context, withheld, { wireFormat, streamed });
      context.limit = setTimeout(() => {
        const timing = { firstToken: GUARDRAIL_TIME, latency: GUARDRAIL_TIME };
        const outcome = delivery.advance(withheld.chunks.length, true, timing);
        if (outcome !== undefined) end(context, outcome);
      }, GUARDRAIL_TIME);
      return exchange.onGone(() => end(context, 'interrupted'));
    }
    const cached = cachedInput(emulatedModel.promptCache.lookUp(analysis.cachePoints, now()));
    const charged = { input: input - cached.read - cached.write, cacheWrite: cached.write };
    const admission = emulatedModel.quota.admit(
      { maxTokens: modelRequest.maxTokens, ...charged },
      now(),
    );
    if (!admission.admitted) return reject(context, errorResponse(route.service, admission.limit));
    emulatedModel.promptCache.store(analysis.cachePoints, now());

    const { maxTokens } = admission;
    const { passages } = analysis.reading;
    const admittedRequest =
      maxTokens === modelRequest.maxTokens ? modelRequest : { ...modelRequest, maxTokens };
    const composed = composeReply(admittedRequest, analysis, {
      quality: server.quality,
      cached,
      seed,
      leak:
        kind === 'tenant-leak'
          ? passageHistory.pickForeign(modelRequest.tenant, passages, random)
          : undefined,
      halvePassages: kind === 'truncated-context',
    });
    passageHistory.keep(modelRequest.tenant, passages);
    const intervention = guardrails.onOutput(modelRequest, composed.reply.text);
    const composition = intervention === undefined ? composed : withhold(composed, intervention);
    const delivery = sendReply(context, composition, { wireFormat, streamed });

    const invocation: ModelInvocation = {
      emulatedModel: server,
      delivery,
      inputTokens: input,
      outputTokens: composition.reply.outputTokens,
      cached,
      blocks: server.hasPrefixCache ? promptBlocks(modelRequest) : [],
      arrived: context.arrived,
      deployed: DEPLOYED.has(route.service),
      dripping: kind === 'slow-drip',
    };
    context.asyncInvocation?.accept();
    const interrupt = startInvocation(invocation, (outcome, lateness) => {
      context.lateness = lateness;
      const used = { output: delivery.written, ...charged };
      context.quotaTokens = emulatedModel.quota.settle(admission.reservation, used, now());
      end(context, outcome);
    });
    exchange.onGone(interrupt);
    const limit = server.timeout ?? context.asyncInvocation?.limit ?? TIME_LIMITS[route.service];
    if (streamed || limit === undefined || context.ended) return;
    // The model keeps generating, because it is not informed of the time-out.
    context.limit = setTimeout(() => reject(context, 'model-timeout'), limit).unref();
  }

  function reject(
    context: RequestContext,
    error: ErrorReason | ErrorResponse,
    message?: string,
  ): void {
    const rejection =
      typeof error === 'string' ? errorResponse(context.route.service, error, message) : error;
    const { status, headers, body, outcome } = rejection;
    context.exchange.respond(
      status,
      { ...headers, ...responseHead(context.route.service, context.id) },
      body,
    );
    end(context, outcome);
  }

  function end(context: RequestContext, outcome: Outcome): void {
    if (context.ended) return;
    context.ended = true;
    clearTimeout(context.limit);
    log.add(logEntryOf(context, outcome));
  }
}

/** Returns monotonic time counted from 1970, because daily quotas need the date. */
function now(): Milliseconds {
  return performance.timeOrigin + performance.now();
}
