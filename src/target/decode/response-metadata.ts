import type { Delta } from '../delta/delta.ts';
import type { Head } from '../http/response-head.ts';

/** Token counts and server data from a response's headers. */
type ResponseMetadata = Pick<Delta, 'tokens' | 'server'>;

const REQUEST_IDS = ['x-amzn-requestid', 'x-request-id', 'request-id', 'x-amz-apigw-id'];

/** Reads the headers of Bedrock InvokeModel, of OpenAI and of API Gateway; all may be absent. */
export function readResponseMetadata({ headers }: Head): ResponseMetadata {
  return {
    tokens: {
      input: count(headers['x-amzn-bedrock-input-token-count']),
      output: count(headers['x-amzn-bedrock-output-token-count']),
      cacheRead: count(headers['x-amzn-bedrock-cache-read-input-token-count']),
      cacheWrite: count(headers['x-amzn-bedrock-cache-write-input-token-count']),
      wire: 'bedrock',
    },
    server: {
      latency: count(headers['x-amzn-bedrock-invocation-latency']),
      // The variant of the endpoint that answered.
      model: headers['x-amzn-invoked-production-variant'],
      requestId: REQUEST_IDS.map((name) => headers[name]).find((id) => id !== undefined),
      tier: headers['x-amzn-bedrock-service-tier'],
    },
  };
}

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+(\.\d+)?$/.test(header) ? Number(header) : undefined;
}
