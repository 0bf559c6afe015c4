/** Why a request is refused or fails. */
export type ErrorReason =
  | 'invalid'
  | 'unreadable'
  | 'unknown-operation'
  | 'unknown-model'
  | 'unauthenticated'
  | 'requests_per_minute'
  | 'tokens_per_minute'
  | 'tokens_per_day'
  | 'connections'
  | 'not-ready'
  | 'no-capacity'
  | 'busy'
  | 'concurrency'
  | 'server-error'
  | 'stream-error'
  | 'model-error'
  | 'model-timeout';
