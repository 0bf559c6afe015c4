import type { Outcome } from '../../sample/outcome.ts';
import type { Barrier, Failure } from '../../sample/sample.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { redactText } from '../../secrets/redact.ts';

/** The error of a service or a socket, before it is classified. */
export interface RawError {
  /** Its own error name: `throttlingException`, `ECONNRESET`; empty if it gave none. */
  readonly name: string;
  readonly message: string;
  /** The HTTP status, if the response failed by it. */
  readonly status?: number | undefined;
  /** The status that a model's container answered, behind a 424. */
  readonly originalStatus?: number | undefined;
  /** Why our socket could not connect; never from a service's own words. */
  readonly barrier?: Barrier | undefined;
}

/** A failure with its outcome. */
export interface ClassifiedError {
  readonly outcome: Outcome;
  readonly error: Failure;
}

/** Refused until tomorrow or for good: a retry will not succeed. */
const EXHAUSTED = /^(ServiceQuotaExceeded|LimitExceeded)(Exception)?$|insufficient_quota/i;
const EXHAUSTED_MESSAGE = /\bper day\b|^limit exceeded/i;

const THROTTLED =
  /throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ModelNotReady|rate_limit|^overloaded$/i;
const THROTTLED_MESSAGE = /^rate exceeded|^too many (tokens|requests)/i;

/** Outcomes where no HTTP status decides: exceptions inside a stream, and sockets. */
const BY_NAME: readonly (readonly [RegExp, Outcome])[] = [
  [THROTTLED, 'throttled'],
  [/ModelTimeout|ModelInvocationTimeExceeded|TIMED?_?OUT|^TimeoutError$/i, 'timeout'],
  [
    /^Model(Stream)?Error(Exception)?$|^DependencyFailed|UnreadableAnswer|^AnswerTooLarge$/i,
    'model_error',
  ],
  [/^finish_reason insufficient_system_resource$/i, 'server_error'],
  [/^finish_reason /, 'model_error'],
  [
    /Validation|AccessDenied|NotFoundException|UnrecognizedClient|invalid_request/i,
    'refused_request',
  ],
  [/^(CutStream|NoFinishReason)$/, 'incomplete'],
];

const QUOTAS: readonly (readonly [RegExp, NonNullable<Failure['quota']>])[] = [
  [/tokens per day/i, 'tokens_per_day'],
  [/too many tokens|tokens per min|\bTPM\b/i, 'tokens_per_minute'],
  [/too many requests, please wait|requests per min|\bRPM\b/i, 'requests_per_minute'],
  [/too many connections/i, 'connections'],
];

/** Maximum length of a name and of a message, characters. */
const LONGEST_NAME = 120;
const LONGEST_MESSAGE = 1000;

/** Classifies an error by status first, then by name, then by message. */
export function classifyError(rawError: RawError): ClassifiedError {
  const { status, message } = rawError;
  // Only a proxy sends this status (RFC 9110, 15.5.8).
  const barrier = status === 407 ? 'proxy' : rawError.barrier;
  const quota = QUOTAS.find(([pattern]) => pattern.test(message))?.[1];
  return {
    outcome: barrier === undefined ? outcomeOf(rawError) : 'unreachable',
    error: {
      name: redacted(properName(rawError), LONGEST_NAME),
      message: redacted(message, LONGEST_MESSAGE),
      ...(status === undefined ? {} : { status }),
      ...(quota === undefined ? {} : { quota }),
      ...(barrier === undefined ? {} : { barrier }),
    },
  };
}

function outcomeOf({ name, message, status, originalStatus }: RawError): Outcome {
  // These come as 429, as 400 and inside streams alike.
  if (EXHAUSTED.test(name) || EXHAUSTED_MESSAGE.test(message)) return 'quota_exhausted';
  if (/per day/i.test(message) && status === 429) return 'quota_exhausted';
  const overloaded = originalStatus === 429 || originalStatus === 503;
  if (status === undefined) {
    const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
    if (named === 'model_error' && overloaded) return 'throttled';
    return named ?? (THROTTLED_MESSAGE.test(message) ? 'throttled' : 'server_error');
  }
  if (status === 429) return 'throttled';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 424) {
    if (overloaded || THROTTLED.test(name)) return 'throttled';
    // SageMaker has no other error for a container that did not answer within its 60 seconds.
    return /timed out/i.test(message) ? 'timeout' : 'model_error';
  }
  if (status >= 500) return 'server_error';
  // SageMaker sends a validation error for an endpoint scaled to zero, and throttles with 400.
  if (/has no capacity/i.test(message)) return 'server_error';
  if (THROTTLED.test(name) || THROTTLED_MESSAGE.test(message)) return 'throttled';
  return 'refused_request';
}

/**
 * Redacts and shortens a text: a service that refuses may quote the request with its credentials.
 */
function redacted(text: string, length: number): string {
  const clean = redactText(knownSecrets.scrubWords(text.slice(0, 4 * length)));
  return clean.length <= length ? clean : `${clean.slice(0, length - 1)}…`;
}

/**
 * Returns the name in upper camel case: AWS streams write `throttlingException`, everything else
 * `ThrottlingException`.
 */
function properName({ name, status }: RawError): string {
  if (name === '') return status === undefined ? 'Unknown' : `HTTP ${status}`;
  return /^[a-z]+[A-Za-z]*(Exception|Error)$/.test(name)
    ? name.charAt(0).toUpperCase() + name.slice(1)
    : name;
}

/** Classifies an exchange that our own signal ended. */
export function classifyAbort(reason: unknown): ClassifiedError {
  const timedOut =
    reason === 'timeout' || (reason instanceof Error && reason.name === 'TimeoutError');
  return timedOut
    ? {
        outcome: 'timeout',
        error: { name: 'Timeout', message: "No whole answer came within the target's time limit." },
      }
    : {
        outcome: 'interrupted',
        error: { name: 'Interrupted', message: 'The run ended before the answer did.' },
      };
}
