/**
 * An Outcome says how one arrival ended.
 *
 * - `ok`: an answer came, whole.
 * - `throttled`: refused for now by a rate limit (429 and its kin); asking again later may help.
 * - `quota_exhausted`: refused for the day or month; asking again will not help.
 * - `timeout`: no answer within the limit, the service's or ours.
 * - `refused_request`: the request itself was refused (validation, credentials, not found).
 * - `server_error`: the service failed (5xx, connection reset).
 * - `unreachable`: no connection could be made, so that nothing was asked; its Barrier says why.
 * - `model_error`: the model behind the service failed (424, ModelErrorException).
 * - `incomplete`: the stream ended without its end marker; the answer may be cut.
 * - `interrupted`: we stopped it; its times are lower bounds. Never left out of the counts.
 * - `dropped`: due but never sent, because every slot was busy or the spend cap had no room.
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
