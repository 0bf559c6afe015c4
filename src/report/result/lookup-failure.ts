import type { Failure } from '../../sample/sample.ts';
import { failureRemedy } from './failure-remedy.ts';

/** Why a look-up at AWS failed, and what to do. */
export interface LookupFailure {
  /** Error, as part of a sentence: `AccessDeniedException`, `HTTP 500 InternalFailure`. */
  readonly why: string;
  /** Remedy, as a sentence. */
  readonly remedy: string;
}

/** Error of an SDK client, as far as known. */
type Said = {
  readonly [Key in 'name' | 'message' | 'status' | 'barrier']?: Failure[Key] | undefined;
};

/**
 * Returns the error and remedy of a failed look-up. `actions` are the IAM actions that it needs,
 * `of` is the kind of thing looked up.
 */
export function lookupFailure(
  said: Said,
  { actions, of }: { readonly actions: string; readonly of: string },
): LookupFailure {
  const { name = '', status } = said;
  const isNamed = name !== '' && name !== 'SyntaxError';
  const code = status === undefined || (isNamed && status < 500) ? '' : `HTTP ${status}`;
  const why = [code, isNamed || code === '' ? name || 'unknown' : ''].filter(Boolean).join(' ');
  return { why, remedy: remedyFor(said, actions, of) };
}

function remedyFor(said: Said, actions: string, of: string): string {
  const { name = '', message = '', status, barrier } = said;
  if (barrier !== undefined) return failureRemedy('unreachable', { name, message, barrier });
  if (status !== undefined && status >= 500) {
    return 'The AWS service failed, or another server answers in its place: try again later, and check the endpoint and any proxy.';
  }
  if (name === 'SyntaxError') {
    return 'The server is not AWS: check the endpoint (AWS_ENDPOINT_URL) and any proxy.';
  }
  const words = `${name} ${message}`;
  const known = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (known !== undefined) return known;
  if (/AccessDenied|NotAuthorized|Unauthorized|Forbidden|not authorized/i.test(words)) {
    return `Allow ${actions}.`;
  }
  if (/Validation|NotFound|NoSuch|could not find/i.test(words)) {
    return `There is no such ${of} in this account and region: check its name and the region.`;
  }
  return status === 403
    ? `Allow ${actions}.`
    : `Read the message; the look-up needs ${actions}, and a network to AWS.`;
}

const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProvider|Credentials|TokenProvider|Expired|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidClientToken|InvalidAccessKey|MissingAuthentication|IncompleteSignature/i,
    'Sign in again (aws sso login) or check the keys; a wrong clock makes signatures invalid too.',
  ],
  [/Throttl|TooManyRequests|Rate ?exceeded|SlowDown/i, 'Too many requests: try again later.'],
  [
    /Timeout|Abort|ETIMEDOUT/i,
    'It did not answer in time: check the network and any proxy, or try again.',
  ],
];

/** Maximum length of a quoted message, characters. */
const SHOWN = 200;

/** Shortens an error message to its first line, an HTML page to its title. */
export function shortOf(message: string): string {
  if (/<(!doctype|html)/i.test(message)) {
    const title = /<title[^>]*>([^<]{1,120})/i.exec(message)?.[1]?.trim();
    return title === undefined || title === ''
      ? 'An HTML page came in place of JSON.'
      : `An HTML page came in place of JSON: ${title}.`;
  }
  const line = message.split('\n', 1)[0]?.trim() ?? '';
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
