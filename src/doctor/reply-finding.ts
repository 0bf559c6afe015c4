import { failureRemedy } from '../report/result/failure-remedy.ts';
import { shortOf } from '../report/result/lookup-failure.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { Failure } from '../sample/sample.ts';
import type { Reply } from '../target/contract/target.ts';
import { formatDuration, type Milliseconds } from '../time/duration.ts';
import type { CheckResult } from './finding.ts';

/** Converts the reply to one small request to a check result, with a remedy by its error. */
export function replyCheck(
  subject: string,
  { outcome, error, answer, tokens }: Pick<Reply, 'outcome' | 'error' | 'answer' | 'tokens'>,
  took: Milliseconds,
): CheckResult {
  if (outcome === 'ok') {
    if (answer === '' && (tokens.output ?? 0) === 0) {
      return {
        subject,
        level: 'warning',
        message: `It answered in ${formatDuration(took)}, but with an empty answer.`,
        remedy:
          'Check the path of the answer in the target, and the model’s answer to a short question.',
      };
    }
    return {
      subject,
      level: 'ok',
      message: `It answered a small request in ${formatDuration(took)}.`,
    };
  }
  const { name = outcome, message = '', status } = error ?? {};
  // An error without a name is named by its status.
  const how = status === undefined || name === `HTTP ${status}` ? name : `HTTP ${status} ${name}`;
  const said = shortOf(message);
  return {
    subject,
    level: outcome === 'throttled' ? 'warning' : 'problem',
    message: said === '' ? `${how}.` : `${how}: ${said}`,
    remedy: remedyFor(outcome, { ...error, name, message }),
  };
}

/** Remedies of refused requests by error text; the first match applies. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /not authorized to perform/i,
    'Allow it: proofload doctor --iam prints the least-privilege policy of the scenario.',
  ],
  [
    /on-demand throughput isn.t supported/i,
    'Use an inference profile of the model: put us., eu., apac. or global. before its id.',
  ],
  [
    /use case|access to the model|model access/i,
    'Request access to the model in the Bedrock console, under model access.',
  ],
  [
    /expired|UnrecognizedClient|InvalidSignature|InvalidClientToken|MissingAuthentication|api key/i,
    'Sign in again (aws sso login) or check the keys; a wrong clock makes signatures invalid too.',
  ],
  [
    /AccessDenied|Forbidden|Unauthorized|\b40[13]\b|invalid_api_key/i,
    'Check the credentials, the key or the token that the target sends.',
  ],
  [
    /model identifier is invalid|model_not_found|no such model/i,
    'Check the model’s id, and whether it is served in this region.',
  ],
  [
    /NotFound|not found|no endpoint|\b404\b/i,
    'Check the name or URL, and the region; an endpoint must be InService.',
  ],
];

const REMEDIES: Readonly<Record<Exclude<Outcome, 'ok' | 'unreachable'>, string>> = {
  refused_request:
    'The request was refused: check the target’s body and names against the message.',
  throttled: 'It is reachable, but its quota is in use: wait, or request a quota increase.',
  quota_exhausted: 'Its quota is exhausted: wait for the next day, or request an increase.',
  timeout: 'Raise the target’s timeout, or check whether the endpoint is still starting.',
  server_error: 'The service failed: try again, and check its status and logs.',
  model_error: 'The model’s container failed: check its logs.',
  incomplete: 'The stream was cut on its way: check for a proxy or gateway that buffers.',
  interrupted: 'Run the doctor again and let it finish.',
  dropped: 'Run the doctor again.',
};

/** Error names whose remedy is the same in a check as in a run. */
const TOLD_BY_NAME = new Set(['UnreadableAnswer', 'HtmlAnswer', 'MalformedResponse']);

function remedyFor(outcome: Exclude<Outcome, 'ok'>, error: Failure): string {
  const { name, message, status } = error;
  if (outcome === 'unreachable' || TOLD_BY_NAME.has(name)) return failureRemedy(outcome, error);
  if (outcome === 'server_error' && status === undefined) {
    return 'The connection closed before an answer: try again, and check the logs of the service and of any gateway before it.';
  }
  if (outcome !== 'refused_request') return REMEDIES[outcome];
  const said = `${status ?? ''} ${name} ${message}`;
  return REFUSALS.find(([pattern]) => pattern.test(said))?.[1] ?? REMEDIES.refused_request;
}
