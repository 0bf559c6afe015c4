import type { Outcome } from '../sample/outcome.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-settings.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Random } from '../random/random.ts';
import type { ModelRequest } from './prompt/model-request.ts';
import { cachedInput, nothingCached } from './prompt/cached-input.ts';
import { composeReply } from './answer/compose-reply.ts';
import { InvalidRequest } from './dialect/dialect.ts';
import { earlyRefusal } from './errors/early-fault.ts';
import { createAsyncInvocation, type AsyncInvocation } from './s3/async-invocation.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import type { FaultInjector } from './request/fault-injector.ts';
import type { Authenticate } from './auth/authentication.ts';
import { type Guardrails, withhold } from './bedrock/guardrail.ts';
import type { KnowledgeBases } from './bedrock/knowledge-bases.ts';
import type { PassageHistory } from './prompt/passage-history.ts';
import { promptBlocks } from './prompt/prompt-blocks.ts';
import type { ErrorReason } from './errors/error-reason.ts';
import { errorResponse, type ErrorResponse } from './errors/error-response.ts';
import type { EmulatedService } from './errors/service.ts';
import { isStreamed, readHead, subjectOf } from './request/request-head.ts';
import { parseRequestJson } from './http/request-json.ts';
import type { RequestLog } from './request/request-log.ts';
import { responseHead } from './request/response-head.ts';
import { answerRetrieve } from './bedrock/retrieve.ts';
import type { OperationRoute } from './request/operation.ts';
import { wireFormatFor, type WireFormat } from './stream/wire-format.ts';
import type { ObjectStore } from './s3/object-store.ts';
import type { EmulatedModels } from './capacity/emulated-model.ts';
import { countRequestTokens } from './request/token-count.ts';
import { createPromptAnalyser } from './answer/prompt-analysis.ts';
import { startInvocation, type ModelInvocation } from './model-invocation.ts';
import {
  sendReply,
  logEntryOf,
  SMALLER_MODEL,
  createRequestContext,
  type RequestContext,
} from './request-context.ts';

/** What every request shares. */
export interface HandlerOptions {
  readonly seed: number;
  readonly gatekeeper: Authenticate;
  readonly standIns: EmulatedModels;
  readonly faults: FaultInjector;
  readonly memory: PassageHistory;
  readonly log: RequestLog;
  readonly library: KnowledgeBases;
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
export type RequestHandler = (exchange: HttpExchange, route: OperationRoute) => Promise<void>;

export function createRequestHandler(premises: HandlerOptions): RequestHandler {
  const { standIns, faults, memory, log, library, guardrails, random, seed, gatekeeper } = premises;
  const thoughts = createPromptAnalyser();

  return async (exchange, route) => {
    const visit = createRequestContext(exchange, route, (id) => errandOf(exchange, route, id));
    const bytes = await exchange.body();
    if (bytes === 'gone') return end(visit, 'interrupted');
    if (bytes === 'too-large') return end(visit, 'refused_request');
    const barred = gatekeeper(exchange, route.service, bytes);
    if (barred !== undefined) return turnAway(visit, barred);
    try {
      answer(visit, (visit.errand?.input(bytes) ?? bytes).toString());
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      turnAway(visit, 'invalid', error.message);
    }
  };

  function errandOf(
    exchange: HttpExchange,
    route: OperationRoute,
    id: string,
  ): AsyncInvocation | undefined {
    if (route.operation !== 'InvokeEndpointAsync') return undefined;
    const { subject: endpoint = '' } = route;
    const places = premises.asyncPlaces?.[endpoint];
    return createAsyncInvocation(exchange, { id, endpoint, store: premises.store, places });
  }

  function answer(visit: RequestContext, text: string): void {
    const { exchange, route } = visit;
    const head = readHead(exchange);
    const body = parseRequestJson(text);
    if (body === undefined) return turnAway(visit, 'unreadable');
    visit.subject = subjectOf(route, body);
    if (route.service === 'bedrock' && !standIns.isModel(visit.subject)) {
      return turnAway(visit, 'unknown-model');
    }
    if (route.operation === 'CountTokens') {
      const inputTokens = countRequestTokens(visit.subject, body);
      exchange.respond(
        200,
        { 'content-type': 'application/json', ...responseHead(route.service, visit.id) },
        JSON.stringify({ inputTokens }),
      );
      return end(visit, 'ok');
    }
    if (route.operation === 'Retrieve') return find(visit, body);
    const { accept } = head;
    const speech = wireFormatFor(
      { operation: route.operation, subject: visit.subject, body, accept, library },
      random,
    );
    const read = speech.dialect.read(body);
    const ask = Object.assign({}, read, {
      tenant: read.tenant ?? head.tenant,
      guardrail: read.guardrail ?? head.guardrail,
    });
    serve(visit, ask, speech, isStreamed(route, ask, head));
  }

  /** Searches a knowledge base: no model is asked, so that it takes no turn. */
  function find(visit: RequestContext, body: unknown): void {
    const { exchange, route, subject } = visit;
    visit.fault = faults.draw(subject, false, performance.now());
    const refusal = earlyRefusal(visit.fault, route.service);
    if (refusal !== undefined) return turnAway(visit, refusal);
    const found = JSON.stringify(answerRetrieve(library, subject, body));
    const headers = {
      'content-type': 'application/json',
      ...responseHead(route.service, visit.id),
    };
    visit.limit = setTimeout(() => {
      exchange.respond(200, headers, found);
      end(visit, 'ok');
    }, SEARCH_TIME);
    exchange.onGone(() => end(visit, 'interrupted'));
  }

  function serve(
    visit: RequestContext,
    ask: ModelRequest,
    speech: WireFormat,
    streamed: boolean,
  ): void {
    const { exchange, route, subject } = visit;
    const thought = thoughts(subject, ask);
    visit.inputTokens = thought.inputTokens;
    visit.fault = faults.draw(subject, streamed, performance.now());
    const refusal = earlyRefusal(visit.fault, route.service);
    if (refusal !== undefined) return turnAway(visit, refusal);

    const kind = visit.fault?.kind;
    // When the answer comes there is no connection left to break.
    if (kind === 'reset' && visit.errand !== undefined) {
      exchange.reset();
      return end(visit, 'server_error');
    }
    const standIn = standIns.of(subject);
    const server = kind === 'smaller-model' ? standIns.of(SMALLER_MODEL) : standIn;
    const { inputTokens: input } = visit;
    const closed = server.knock(performance.now(), DEPLOYED.has(route.service));
    if (closed !== undefined) return turnAway(visit, closed);
    const barred = guardrails.onInput(ask);
    if (barred !== undefined) {
      const voice = { quality: server.quality, cached: nothingCached(), seed };
      const withheld = withhold(composeReply(ask, thought, voice), barred);
      const delivery = sendReply(visit, withheld, { speech, streamed });
      visit.limit = setTimeout(() => {
        const timing = { firstToken: GUARDRAIL_TIME, latency: GUARDRAIL_TIME };
        const outcome = delivery.advance(withheld.pieces.length, true, timing);
        if (outcome !== undefined) end(visit, outcome);
      }, GUARDRAIL_TIME);
      return exchange.onGone(() => end(visit, 'interrupted'));
    }
    const cached = cachedInput(standIn.promptCache.look(thought.cachePoints, now()));
    const charged = { input: input - cached.read - cached.write, cacheWrite: cached.write };
    const admission = standIn.quota.admit({ maxTokens: ask.maxTokens, ...charged }, now());
    if (!admission.admitted) return turnAway(visit, errorResponse(route.service, admission.limit));
    standIn.promptCache.keep(thought.cachePoints, now());

    const { maxTokens } = admission;
    const { passages } = thought.reading;
    const granted = maxTokens === ask.maxTokens ? ask : { ...ask, maxTokens };
    const composed = composeReply(granted, thought, {
      quality: server.quality,
      cached,
      seed,
      leak: kind === 'tenant-leak' ? memory.foreign(ask.tenant, passages, random) : undefined,
      shortSighted: kind === 'truncated-context',
    });
    memory.keep(ask.tenant, passages);
    const stopped = guardrails.onOutput(ask, composed.reply.text);
    const composition = stopped === undefined ? composed : withhold(composed, stopped);
    const delivery = sendReply(visit, composition, { speech, streamed });

    const turn: ModelInvocation = {
      standIn: server,
      delivery,
      inputTokens: input,
      outputTokens: composition.reply.outputTokens,
      cached,
      blocks: server.remembersPrompts ? promptBlocks(ask) : [],
      arrived: visit.arrived,
      deployed: DEPLOYED.has(route.service),
      dripping: kind === 'slow-drip',
    };
    visit.errand?.accept();
    const leave = startInvocation(turn, (outcome, lateness) => {
      visit.lateness = lateness;
      const used = { output: delivery.written, ...charged };
      visit.quotaTokens = standIn.quota.settle(admission.reservation, used, now());
      end(visit, outcome);
    });
    exchange.onGone(leave);
    const limit = server.timeout ?? visit.errand?.limit ?? TIME_LIMITS[route.service];
    if (streamed || limit === undefined || visit.ended) return;
    // The server behind works on: it does not learn that nobody waits any more.
    visit.limit = setTimeout(() => turnAway(visit, 'model-timeout'), limit).unref();
  }

  function turnAway(visit: RequestContext, why: ErrorReason | ErrorResponse, says?: string): void {
    const refusal = typeof why === 'string' ? errorResponse(visit.route.service, why, says) : why;
    const { status, headers, body, outcome } = refusal;
    visit.exchange.respond(
      status,
      { ...headers, ...responseHead(visit.route.service, visit.id) },
      body,
    );
    end(visit, outcome);
  }

  function end(visit: RequestContext, outcome: Outcome): void {
    if (visit.ended) return;
    visit.ended = true;
    clearTimeout(visit.limit);
    log.add(logEntryOf(visit, outcome));
  }
}

/** Quotas by the day need the day: monotonic time, counted from 1970. */
function now(): Milliseconds {
  return performance.timeOrigin + performance.now();
}
