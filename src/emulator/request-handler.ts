import type { Random } from '../random/random.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-settings.ts';
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

/** What every request shares. */
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
  /** Where asynchronous endpoints put what they make. */
  readonly asyncPlaces: EmulatorSettings['asyncPlaces'];
  /** For padding and cuts, which nobody measures. */
  readonly random: Random;
}

/** A function of ours stands before the model. */
const DEPLOYED: ReadonlySet<EmulatedService> = new Set(['gateway', 'lambda']);

/** How long a service waits for an answer that does not stream. */
const TIME_LIMITS: Readonly<Partial<Record<EmulatedService, Milliseconds>>> = {
  gateway: 29_000,
  sagemaker: 60_000,
};

/** What an embedding and a vector search take; assumed. */
const SEARCH_TIME: Milliseconds = 80;

/** What a guardrail takes to read a prompt; assumed. */
const GUARDRAIL_TIME: Milliseconds = 300;

/** A RequestHandler answers requests of known routes, as the service would. */
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
    const barred = authenticate(exchange, route.service, bytes);
    if (barred !== undefined) return reject(context, barred);
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

  /** Searches a knowledge base: no model is asked, so that it takes no turn. */
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
    // When the answer comes there is no connection left to break.
    if (kind === 'reset' && context.asyncInvocation !== undefined) {
      exchange.reset();
      return end(context, 'server_error');
    }
    const emulatedModel = emulatedModels.of(subject);
    const server = kind === 'smaller-model' ? emulatedModels.of(SMALLER_MODEL) : emulatedModel;
    const { inputTokens: input } = context;
    const closed = server.rejects(performance.now(), DEPLOYED.has(route.service));
    if (closed !== undefined) return reject(context, closed);
    const barred = guardrails.onInput(modelRequest);
    if (barred !== undefined) {
      const voice = { quality: server.quality, cached: nothingCached(), seed };
      const withheld = withhold(composeReply(modelRequest, analysis, voice), barred);
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
    const granted =
      maxTokens === modelRequest.maxTokens ? modelRequest : { ...modelRequest, maxTokens };
    const composed = composeReply(granted, analysis, {
      quality: server.quality,
      cached,
      seed,
      leak:
        kind === 'tenant-leak'
          ? passageHistory.foreign(modelRequest.tenant, passages, random)
          : undefined,
      shortSighted: kind === 'truncated-context',
    });
    passageHistory.keep(modelRequest.tenant, passages);
    const stopped = guardrails.onOutput(modelRequest, composed.reply.text);
    const composition = stopped === undefined ? composed : withhold(composed, stopped);
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
    const leave = startInvocation(invocation, (outcome, lateness) => {
      context.lateness = lateness;
      const used = { output: delivery.written, ...charged };
      context.quotaTokens = emulatedModel.quota.settle(admission.reservation, used, now());
      end(context, outcome);
    });
    exchange.onGone(leave);
    const limit = server.timeout ?? context.asyncInvocation?.limit ?? TIME_LIMITS[route.service];
    if (streamed || limit === undefined || context.ended) return;
    // The server behind works on: it does not learn that nobody waits any more.
    context.limit = setTimeout(() => reject(context, 'model-timeout'), limit).unref();
  }

  function reject(
    context: RequestContext,
    why: ErrorReason | ErrorResponse,
    message?: string,
  ): void {
    const rejection =
      typeof why === 'string' ? errorResponse(context.route.service, why, message) : why;
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

/** Quotas by the day need the day: monotonic time, counted from 1970. */
function now(): Milliseconds {
  return performance.timeOrigin + performance.now();
}
