export const TRANSPORT_KINDS = ['http1', 'http2', 'http2-each'] as const;

/**
 * Transport of requests: pooled HTTP/1.1 connections, one HTTP/2 session for all requests, or one
 * HTTP/2 session per request, the AWS SDK's default for Bedrock.
 */
export type TransportKind = (typeof TRANSPORT_KINDS)[number];

export const TRANSPORT_WORDS: Readonly<Record<TransportKind, string>> = {
  http1: 'HTTP/1.1 over warm sockets',
  http2: 'HTTP/2 over one shared session',
  'http2-each': 'HTTP/2 over a session for each request',
};
