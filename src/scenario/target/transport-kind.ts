export const TRANSPORT_KINDS = ['http1', 'http2', 'http2-each'] as const;

/**
 * A TransportKind is how requests travel: over warm HTTP/1.1 sockets, over one HTTP/2 session for all
 * of them, or over an HTTP/2 session opened for each, which is the AWS SDK's default for Bedrock.
 */
export type TransportKind = (typeof TRANSPORT_KINDS)[number];

export const TRANSPORT_WORDS: Readonly<Record<TransportKind, string>> = {
  http1: 'HTTP/1.1 over warm sockets',
  http2: 'HTTP/2 over one shared session',
  'http2-each': 'HTTP/2 over a session for each request',
};
