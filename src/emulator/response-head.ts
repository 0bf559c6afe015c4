import type { Reply, Timing } from './reply.ts';
import type { Service } from './refusal.ts';
import type { Operation } from './route.ts';

/** A ResponseHead is the headers by which a service identifies a response. */
export type ResponseHead = Readonly<Record<string, string>>;

export function responseHead(service: Service, id: string): ResponseHead {
  const heads: Readonly<Record<Service, ResponseHead>> = {
    bedrock: { 'x-amzn-requestid': id },
    sagemaker: { 'x-amzn-requestid': id, 'x-amzn-invoked-production-variant': 'AllTraffic' },
    openai: { 'x-request-id': id },
    anthropic: { 'request-id': id },
    lambda: { 'x-amzn-requestid': id },
    'bedrock-agent': { 'x-amzn-requestid': id },
    gateway: { 'x-amzn-requestid': id, 'x-amz-apigw-id': `${id}-gateway` },
  };
  return heads[service];
}

/** InvokeModel alone measures itself in headers; Converse does so in its body. */
export function measuredHead(operation: Operation, reply: Reply, timing: Timing): ResponseHead {
  if (operation !== 'InvokeModel') return {};
  return {
    'x-amzn-bedrock-invocation-latency': String(Math.round(timing.latency)),
    'x-amzn-bedrock-input-token-count': String(reply.inputTokens),
    'x-amzn-bedrock-output-token-count': String(reply.outputTokens),
    'x-amzn-bedrock-cache-read-input-token-count': '0',
    'x-amzn-bedrock-cache-write-input-token-count': '0',
  };
}
