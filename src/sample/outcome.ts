/**
 * How one arrival ended.
 *
 * - `ok`: a complete answer came.
 * - `throttled`: refused for now by a rate limit (429 and the like); a later retry may succeed.
 * - `quota_exhausted`: refused for the day or month; a retry will not succeed.
 * - `timeout`: no answer within the limit of the service or of the client.
 * - `refused_request`: the request itself was refused (validation, credentials, not found).
 * - `server_error`: the service failed (5xx, connection reset).
 * - `unreachable`: no connection could be made, so no request was sent; its Barrier says why.
 * - `model_error`: the model behind the service failed (424, ModelErrorException).
 * - `incomplete`: the stream ended without its end marker; the answer may be truncated.
 * - `interrupted`: stopped by the client; its times are lower bounds. Never left out of the counts.
 * - `dropped`: due but never sent, because every slot was busy or the spend cap was reached.
 */
export type Outcome =
  | 'ok'
  | 'throttled'
  | 'quota_exhausted'
  | 'timeout'
  | 'refused_request'
  | 'server_error'
  | 'unreachable'
  | 'model_error'
  | 'incomplete'
  | 'interrupted'
  | 'dropped';

export const OUTCOMES: readonly Outcome[] = [
  'ok',
  'throttled',
  'quota_exhausted',
  'timeout',
  'refused_request',
  'server_error',
  'unreachable',
  'model_error',
  'incomplete',
  'interrupted',
  'dropped',
];
