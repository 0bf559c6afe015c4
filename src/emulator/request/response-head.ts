import type { IncomingHttpHeaders } from 'node:http';
import { countedInput, type ModelReply, type Timing } from '../answer/model-reply.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { Operation } from './operation.ts';

/** Response headers that a service adds, by name. */
type ResponseHead = Readonly<Record<string, string>>;

/**
 * Returns the headers that identify a response. SageMaker's repeat the target variant of the
 * request headers.
 */
export function responseHead(
  service: EmulatedService,
  id: string,
  requestHeaders: IncomingHttpHeaders = {},
): ResponseHead {
  return HEADS[service](id, requestHeaders);
}

const aws = (id: string): ResponseHead => ({ 'x-amzn-requestid': id });

const HEADS: Readonly<
  Record<EmulatedService, (id: string, requestHeaders: IncomingHttpHeaders) => ResponseHead>
> = {
  bedrock: aws,
  sagemaker: (id, requestHeaders) => ({
    'x-amzn-requestid': id,
    'x-amzn-invoked-production-variant':
      text(requestHeaders['x-amzn-sagemaker-target-variant']) ?? VARIANT,
    ...(requestHeaders['x-amzn-sagemaker-session-id'] === 'NEW_SESSION'
      ? { 'x-amzn-sagemaker-new-session-id': `${id}; Expires=2099-01-01T00:00:00Z` }
      : {}),
  }),
  openai: (id) => ({ 'x-request-id': id }),
  anthropic: (id) => ({ 'request-id': id }),
  lambda: aws,
  'bedrock-agent': aws,
  gateway: (id) => ({ 'x-amzn-requestid': id, 'x-amz-apigw-id': `${id}-gateway` }),
};

const VARIANT = 'AllTraffic';

function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

/**
 * Returns latency (ms) and token counts of InvokeModel as headers; Converse has them in its body.
 */
export function measuredHead(
  operation: Operation,
  reply: ModelReply,
  timing: Timing,
): ResponseHead {
  if (operation !== 'InvokeModel') return {};
  return {
    'x-amzn-bedrock-invocation-latency': String(Math.round(timing.latency)),
    'x-amzn-bedrock-input-token-count': String(countedInput(reply)),
    'x-amzn-bedrock-output-token-count': String(reply.outputTokens),
    'x-amzn-bedrock-cache-read-input-token-count': String(reply.cached.read),
    'x-amzn-bedrock-cache-write-input-token-count': String(reply.cached.write),
  };
}
