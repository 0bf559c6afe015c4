import type { Reply } from '../contract/target.ts';

/** What a socket calls its failure: `ECONNRESET`, `ERR_HTTP2_STREAM_ERROR`, our own `ConnectionClosed`. */
const SOCKET = /^(E[A-Z0-9]+|ERR_[A-Z0-9_]+|ConnectionClosed)$/;
/** Of these, those of a connection that was never there to send anything on. */
const UNCONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|ENFILE|EADDRNOTAVAIL|ERR_TLS_[A-Z0-9_]+|ERR_SSL_[A-Z0-9_]+)$/;

/**
 * Whether a model may have begun on a request that failed, so that it may be billed: its answer broke
 * off after its first token, or its connection broke while the service had it.
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
