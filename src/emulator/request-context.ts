import { randomUUID } from 'node:crypto';
import type { Outcome } from '../sample/outcome.ts';
import type { Fault } from '../scenario/emulator/fault-schema.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Composition } from './answer/compose-reply.ts';
import type { GroundTruth } from './answer/ground-truth.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import type { OperationRoute } from './request/operation.ts';
import { measuredHead, responseHead } from './request/response-head.ts';
import type { ServedRequest } from './request/served-request.ts';
import type { AsyncInvocation } from './s3/async-invocation.ts';
import { writeStream, writeWhole, type ResponseWriter } from './stream/response-writer.ts';
import type { WireFormat } from './stream/wire-format.ts';

/**
 * The state of one request from its arrival until it ends, exactly once, with an entry in the log.
 */
export interface RequestContext {
  readonly id: string;
  readonly exchange: HttpExchange;
  /** Present for an asynchronous request. */
  readonly asyncInvocation: AsyncInvocation | undefined;
  readonly route: OperationRoute;
  readonly arrived: Milliseconds;
  subject: string;
  inputTokens: number;
  quotaTokens: number | undefined;
  fault: Fault | undefined;
  delivery: ResponseWriter | undefined;
  groundTruth: GroundTruth | undefined;
  lateness: Milliseconds | undefined;
  limit: NodeJS.Timeout | undefined;
  ended: boolean;
}

/** The model that answers under the fault `smaller-model`. */
export const SMALLER_MODEL = 'amazon.nova-micro-v1:0';

/** Creates a context; `asyncInvocationOf` returns the invocation of an asynchronous request. */
export function createRequestContext(
  exchange: HttpExchange,
  route: OperationRoute,
  asyncInvocationOf: (id: string) => AsyncInvocation | undefined,
): RequestContext {
  const id = `emulated-${randomUUID()}`;
  const asyncInvocation = asyncInvocationOf(id);
  return {
    id,
    exchange: asyncInvocation?.exchange ?? exchange,
    asyncInvocation,
    route,
    arrived: performance.now(),
    subject: route.subject ?? '',
    inputTokens: 0,
    quotaTokens: undefined,
    fault: undefined,
    delivery: undefined,
    groundTruth: undefined,
    lateness: undefined,
    limit: undefined,
    ended: false,
  };
}

/** Creates the writer that sends a reply while its tokens are generated. */
export function sendReply(
  context: RequestContext,
  composition: Composition,
  { wireFormat, streamed }: { readonly wireFormat: WireFormat; readonly streamed: boolean },
): ResponseWriter {
  const { exchange, route } = context;
  const options = {
    exchange,
    composition,
    wireFormat,
    service: route.service,
    headers: responseHead(route.service, context.id, exchange.headers),
    fault: context.fault?.kind,
  };
  context.groundTruth = composition.groundTruth;
  context.delivery = streamed
    ? writeStream(options)
    : writeWhole(options, (timing) => measuredHead(route.operation, composition.reply, timing));
  return context.delivery;
}

/** Returns the log entry of a request that ends now. */
export function logEntryOf(context: RequestContext, outcome: Outcome): ServedRequest {
  const attempt = context.exchange.headers['amz-sdk-request'];
  const firstToken = context.delivery?.firstWrite;
  return {
    id: context.id,
    route: context.route.operation,
    model: context.subject,
    arrived: context.arrived,
    ...(firstToken === undefined ? {} : { firstToken }),
    end: performance.now(),
    epoch: performance.timeOrigin + context.arrived,
    inputTokens: context.inputTokens,
    outputTokens: context.delivery?.written ?? 0,
    ...(context.quotaTokens === undefined ? {} : { quotaTokens: context.quotaTokens }),
    outcome,
    ...(context.fault === undefined ? {} : { fault: context.fault.kind }),
    ...(context.fault?.kind === 'smaller-model' ? { servedBy: SMALLER_MODEL } : {}),
    ...(context.lateness === undefined ? {} : { lateness: context.lateness }),
    ...(context.groundTruth === undefined ? {} : { groundTruth: context.groundTruth }),
    ...(typeof attempt === 'string' ? { attempt } : {}),
  };
}
