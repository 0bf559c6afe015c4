import type { Failure } from '../../sample/sample.ts';
import { failureRemedy } from './failure-remedy.ts';

/** A LookupFailure is why something of AWS beside the targets could not be looked up, and what to do. */
export interface LookupFailure {
  /** `AccessDeniedException`, `HTTP 500 InternalFailure`: for a sentence. */
  readonly why: string;
  /** A sentence. */
  readonly remedy: string;
}

/** What an SDK's client said of it, as far as it said anything. */
type Said = {
  readonly [Key in 'name' | 'message' | 'status' | 'barrier']?: Failure[Key] | undefined;
};

/** `actions` are the permissions that the look-up needs, `of` is what is looked up by its name. */
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
    return 'The service of AWS failed, or something else answers in its place: try again later, and check the endpoint and any proxy.';
  }
  if (name === 'SyntaxError') {
    return 'What answers there is not AWS: check the endpoint (AWS_ENDPOINT_URL) and any proxy.';
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
    : `Look at what it says; a look-up needs ${actions}, and a network to AWS.`;
}

const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProvider|Credentials|TokenProvider|Expired|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidClientToken|InvalidAccessKey|MissingAuthentication|IncompleteSignature/i,
    'Sign in again (aws sso login) or check the keys; a wrong clock makes signatures invalid too.',
  ],
  [/Throttl|TooManyRequests|Rate ?exceeded|SlowDown/i, 'It was asked too often: try again later.'],
  [
    /Timeout|Abort|ETIMEDOUT/i,
    'It did not answer in time: check the network and any proxy, or try again.',
  ],
];

/** The longest that a message is quoted. */
const SHOWN = 200;

/** What a service said, in short: a page by its title, and nothing of what a parser says of one. */
export function shortOf(message: string): string {
  if (/<(!doctype|html)/i.test(message)) {
    const title = /<title[^>]*>([^<]{1,120})/i.exec(message)?.[1]?.trim();
    return title === undefined || title === ''
      ? 'A page came in place of JSON.'
      : `A page came in place of JSON: ${title}.`;
  }
  const line = message.split('\n', 1)[0]?.trim() ?? '';
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
