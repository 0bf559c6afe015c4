import { randomUUID } from 'node:crypto';
import type { Outcome } from '../sample/outcome.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Fault } from '../scenario/emulator/emulator-settings.ts';
import type { Composition } from './answer/compose-reply.ts';
import { writeStream, writeWhole, type ResponseWriter } from './stream/response-writer.ts';
import type { AsyncInvocation } from './s3/async-invocation.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { measuredHead, responseHead } from './request/response-head.ts';
import type { OperationRoute } from './request/operation.ts';
import type { ServedRequest } from './request/served-request.ts';
import type { WireFormat } from './stream/wire-format.ts';
import type { GroundTruth } from './answer/ground-truth.ts';

/** A Visit is one request from its arrival on; it ends exactly once, with a line in the log. */
export interface RequestContext {
  readonly id: string;
  readonly exchange: HttpExchange;
  /** Of an asynchronous request. */
  readonly errand: AsyncInvocation | undefined;
  readonly route: OperationRoute;
  readonly arrived: Milliseconds;
  subject: string;
  inputTokens: number;
  quotaTokens: number | undefined;
  fault: Fault | undefined;
  delivery: ResponseWriter | undefined;
  truth: GroundTruth | undefined;
  lateness: Milliseconds | undefined;
  limit: NodeJS.Timeout | undefined;
  ended: boolean;
}

/** What answers when a service quietly hands a request to a smaller model. */
export const SMALLER_MODEL = 'amazon.nova-micro-v1:0';

/** Begins a Visit; `errandOf` makes an errand of one that is asynchronous. */
export function createRequestContext(
  exchange: HttpExchange,
  route: OperationRoute,
  errandOf: (id: string) => AsyncInvocation | undefined,
): RequestContext {
  const id = `emulated-${randomUUID()}`;
  const errand = errandOf(id);
  return {
    id,
    exchange: errand?.exchange ?? exchange,
    errand,
    route,
    arrived: performance.now(),
    subject: route.subject ?? '',
    inputTokens: 0,
    quotaTokens: undefined,
    fault: undefined,
    delivery: undefined,
    truth: undefined,
    lateness: undefined,
    limit: undefined,
    ended: false,
  };
}

/** Readies a Visit's answer for the wire, where it goes as its tokens come out. */
export function sendReply(
  visit: RequestContext,
  composition: Composition,
  { speech, streamed }: { readonly speech: WireFormat; readonly streamed: boolean },
): ResponseWriter {
  const { exchange, route } = visit;
  const options = {
    exchange,
    composition,
    speech,
    service: route.service,
    headers: responseHead(route.service, visit.id, exchange.headers),
    fault: visit.fault?.kind,
  };
  visit.truth = composition.truth;
  visit.delivery = streamed
    ? writeStream(options)
    : writeWhole(options, (timing) => measuredHead(route.operation, composition.reply, timing));
  return visit.delivery;
}

/** A Visit's line in the log, now that it ends so. */
export function logEntryOf(visit: RequestContext, outcome: Outcome): ServedRequest {
  const attempt = visit.exchange.headers['amz-sdk-request'];
  const firstToken = visit.delivery?.firstWrite;
  return {
    id: visit.id,
    route: visit.route.operation,
    model: visit.subject,
    arrived: visit.arrived,
    ...(firstToken === undefined ? {} : { firstToken }),
    end: performance.now(),
    epoch: performance.timeOrigin + visit.arrived,
    inputTokens: visit.inputTokens,
    outputTokens: visit.delivery?.written ?? 0,
    ...(visit.quotaTokens === undefined ? {} : { quotaTokens: visit.quotaTokens }),
    outcome,
    ...(visit.fault === undefined ? {} : { fault: visit.fault.kind }),
    ...(visit.fault?.kind === 'smaller-model' ? { servedBy: SMALLER_MODEL } : {}),
    ...(visit.lateness === undefined ? {} : { lateness: visit.lateness }),
    ...(visit.truth === undefined ? {} : { truth: visit.truth }),
    ...(typeof attempt === 'string' ? { attempt } : {}),
  };
}
