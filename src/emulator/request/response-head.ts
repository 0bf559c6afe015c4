import type { IncomingHttpHeaders } from 'node:http';
import { countedInput, type ModelReply, type Timing } from '../answer/model-reply.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { Operation } from './operation.ts';

/** A ResponseHead is the headers by which a service identifies a response. */
type ResponseHead = Readonly<Record<string, string>>;

/** `asked` are the request's own headers, where what they say is repeated. */
export function responseHead(
  service: EmulatedService,
  id: string,
  asked: IncomingHttpHeaders = {},
): ResponseHead {
  return HEADS[service](id, asked);
}

const aws = (id: string): ResponseHead => ({ 'x-amzn-requestid': id });

const HEADS: Readonly<
  Record<EmulatedService, (id: string, asked: IncomingHttpHeaders) => ResponseHead>
> = {
  bedrock: aws,
  sagemaker: (id, asked) => ({
    'x-amzn-requestid': id,
    'x-amzn-invoked-production-variant': text(asked['x-amzn-sagemaker-target-variant']) ?? VARIANT,
    ...(asked['x-amzn-sagemaker-session-id'] === 'NEW_SESSION'
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

/** InvokeModel alone measures itself in headers; Converse does so in its body. */
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
