import type { Outcome } from '../../sample/outcome.ts';

/** Outcomes in words, for readers who do not know status codes. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'Answered',
  throttled: 'Refused for now (rate limit)',
  quota_exhausted: 'Refused for the day (quota used up)',
  timeout: 'No answer in time',
  refused_request: 'Request not accepted',
  server_error: 'Service failed',
  unreachable: 'No connection made',
  model_error: 'Model failed',
  incomplete: 'Answer cut short',
  interrupted: 'Stopped by us',
  dropped: 'Never sent (all slots busy, or no room in the spend cap)',
};
