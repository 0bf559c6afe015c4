import { randomUUID } from 'node:crypto';
import type { Outcome } from '../sample/outcome.ts';
import type { FaultKind } from '../scenario/emulator-settings.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import { createRandom, type Random } from '../scenario/random.ts';
import type { Ask } from './ask.ts';
import { compose, countInput } from './composition.ts';
import { deliverStream, deliverWhole, type Delivery } from './delivery.ts';
import { InvalidRequest } from './dialect/dialect.ts';
import { earlyRefusal } from './early-fault.ts';
import type { Exchange } from './exchange.ts';
import type { FaultDraw } from './fault-draw.ts';
import type { PassageMemory } from './passage-memory.ts';
import { readPrompt } from './prompt-reading.ts';
import { refuse, type Reason, type Refusal } from './refusal.ts';
import { isStreamed, modelOf, readHead } from './request-head.ts';
import type { RequestLog } from './request-log.ts';
import { measuredHead, responseHead } from './response-head.ts';
import type { Route } from './route.ts';
import { speechFor, type Speech } from './speech.ts';
import type { StandIn, StandIns } from './stand-in.ts';
import { countRequestTokens } from './token-count.ts';

/** What every request shares. */
export interface Premises {
  readonly seed: number;
  readonly standIns: StandIns;
  readonly faults: FaultDraw;
  readonly memory: PassageMemory;
  readonly log: RequestLog;
  /** For padding and cuts, which nobody measures. */
  readonly random: Random;
}

/** A Visit is one request from its arrival on; it ends exactly once, with a line in the log. */
interface Visit {
  readonly id: string;
  readonly exchange: Exchange;
  readonly route: Route;
  readonly arrived: Milliseconds;
  subject: string;
  inputTokens: number;
  fault: FaultKind | undefined;
  delivery: Delivery | undefined;
  ended: boolean;
}

/** A RequestHandler answers requests of known routes, as the service would. */
export type RequestHandler = (exchange: Exchange, route: Route) => Promise<void>;

export function createRequestHandler(premises: Premises): RequestHandler {
  const { standIns, faults, memory, log, random, seed } = premises;

  return async (exchange, route) => {
    const visit: Visit = {
      id: `emulated-${randomUUID()}`,
      exchange,
      route,
      arrived: performance.now(),
      subject: route.subject ?? '',
      inputTokens: 0,
      fault: undefined,
      delivery: undefined,
      ended: false,
    };
    const bytes = await exchange.body();
    if (bytes === undefined) return end(visit, 'interrupted');
    try {
      answer(visit, bytes.toString());
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      turnAway(visit, 'invalid', error.message);
    }
  };

  function answer(visit: Visit, text: string): void {
    const { exchange, route } = visit;
    const head = readHead(exchange, route.service);
    if (!head.authorized) return turnAway(visit, 'unauthenticated');
    const body = parse(text);
    if (body === undefined) return turnAway(visit, 'unreadable');
    visit.subject = route.subject ?? modelOf(body);
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
    const { accept } = head;
    const speech = speechFor(
      { operation: route.operation, subject: visit.subject, body, accept },
      random,
    );
    const read = speech.dialect.read(body);
    const ask = { ...read, tenant: read.tenant ?? head.tenant };
    serve(visit, ask, speech, isStreamed(route, ask, head));
  }

  function serve(visit: Visit, ask: Ask, speech: Speech, streamed: boolean): void {
    const { exchange, route, subject } = visit;
    visit.inputTokens = countInput(ask);
    visit.fault = faults.draw(subject, streamed);
    const refusal = earlyRefusal(visit.fault, route.service);
    if (refusal !== undefined) return turnAway(visit, refusal);

    const standIn = standIns.of(subject);
    const { inputTokens: input } = visit;
    const admission = standIn.quota.admit({ input, maxTokens: ask.maxTokens }, now());
    if (!admission.admitted) return turnAway(visit, refuse(route.service, admission.limit));

    const composition = compose(ask, input, {
      model: subject,
      quality: standIn.quality,
      random: createRandom(seed, 'answers', `${subject}/${ask.messages.at(-1)?.text ?? ''}`),
      leak: recall(ask, visit.fault),
    });
    const wiring = {
      exchange,
      composition,
      speech,
      service: route.service,
      headers: responseHead(route.service, visit.id),
      fault: visit.fault,
    };
    visit.delivery = streamed
      ? deliverStream(wiring)
      : deliverWhole(wiring, (timing) => measuredHead(route.operation, composition.reply, timing));

    const leave = generate(visit, standIn, composition.reply.outputTokens, (outcome) => {
      const used = { input, output: visit.delivery?.written ?? 0 };
      standIn.quota.settle(admission.reservation, used, now());
      end(visit, outcome);
    });
    exchange.onGone(leave);
  }

  /** What the passages of others would add, and this request's passages kept for others. */
  function recall(ask: Ask, fault: FaultKind | undefined): string | undefined {
    const { passages } = readPrompt(ask.system, ask.messages);
    const leak = fault === 'tenant-leak' ? memory.foreign(ask.tenant, passages, random) : undefined;
    memory.keep(ask.tenant, passages);
    return leak;
  }

  function turnAway(visit: Visit, why: Reason | Refusal, says?: string): void {
    const refusal = typeof why === 'string' ? refuse(visit.route.service, why, says) : why;
    const { status, headers, body, outcome } = refusal;
    visit.exchange.respond(
      status,
      { ...headers, ...responseHead(visit.route.service, visit.id) },
      body,
    );
    end(visit, outcome);
  }

  function end(visit: Visit, outcome: Outcome): void {
    if (visit.ended) return;
    visit.ended = true;
    const attempt = visit.exchange.headers['amz-sdk-request'];
    const firstToken = visit.delivery?.firstWrite;
    log.add({
      id: visit.id,
      route: visit.route.operation,
      model: visit.subject,
      arrived: visit.arrived,
      ...(firstToken === undefined ? {} : { firstToken }),
      end: performance.now(),
      epoch: performance.timeOrigin + visit.arrived,
      inputTokens: visit.inputTokens,
      outputTokens: visit.delivery?.written ?? 0,
      outcome,
      ...(visit.fault === undefined ? {} : { fault: visit.fault }),
      ...(typeof attempt === 'string' ? { attempt } : {}),
    });
  }
}

/**
 * Runs the reply through the server, after the gateway and function where there are such. Returns
 * what to call when the client goes away; `finish` is called once in any case.
 */
function generate(
  visit: Visit,
  { generation, lambda }: StandIn,
  outputTokens: number,
  finish: (outcome: Outcome) => void,
): () => void {
  const deployed = visit.route.service === 'gateway';
  const delay = deployed ? lambda.enter() : 0;
  let cancel = (): void => {};
  let over = false;

  const stop = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    cancel();
    if (deployed) lambda.leave();
    finish(outcome);
  };
  const start = (): void => {
    const started = deployed ? performance.now() : visit.arrived;
    let firstToken: Milliseconds | undefined;
    const job = { inputTokens: visit.inputTokens, outputTokens };
    cancel = generation.start(job, (tokens, done, at) => {
      firstToken ??= at - started;
      const timing = { firstToken, latency: at - started };
      const outcome = visit.delivery?.advance(tokens, done, timing);
      if (outcome !== undefined) stop(outcome);
    });
  };
  const timer = delay > 0 ? setTimeout(start, delay) : undefined;
  if (timer === undefined) start();
  return () => stop('interrupted');
}

/** Quotas by the day need the day: monotonic time, counted from 1970. */
function now(): Milliseconds {
  return performance.timeOrigin + performance.now();
}

/** Undefined for what is no JSON, which JSON itself cannot be. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
