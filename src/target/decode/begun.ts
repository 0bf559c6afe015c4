import type { Reply } from '../contract/target.ts';

/** Error names of sockets: `ECONNRESET`, `ERR_HTTP2_STREAM_ERROR`, our own `ConnectionClosed`. */
const SOCKET = /^(E[A-Z0-9]+|ERR_[A-Z0-9_]+|ConnectionClosed)$/;
/** Error names of sockets that never connected, so that nothing was sent. */
const UNCONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|ENFILE|EADDRNOTAVAIL|ERR_TLS_[A-Z0-9_]+|ERR_SSL_[A-Z0-9_]+)$/;

/**
 * Returns whether a model may have started on a failed request, so that it may be billed: the
 * answer broke off after its first token, or the connection broke while the service had the
 * request.
 */
export function hasBegun({
  error,
  stamps,
  outcome,
}: Pick<Reply, 'error' | 'stamps' | 'outcome'>): boolean {
  if (outcome === 'ok' || error === undefined) return false;
  if (stamps.firstToken !== undefined) return true;
  return error.status === undefined && SOCKET.test(error.name) && !UNCONNECTED.test(error.name);
}
