import { describe, expect, it } from 'vitest';
import { classifyError, classifyAbort } from '../../../src/target/errors/classify-error.ts';

const TOO_MANY_TOKENS = 'Too many tokens, please wait before trying again.';
const PER_DAY = 'Too many tokens per day, please wait before trying again.';

describe('classifyError', () => {
  it.each([
    // status, name, message, original status, outcome
    [429, 'ThrottlingException', TOO_MANY_TOKENS, undefined, 'throttled'],
    [429, '', 'Too Many Requests', undefined, 'throttled'],
    [429, 'ModelNotReadyException', 'loading', undefined, 'throttled'],
    [429, 'ThrottlingException', PER_DAY, undefined, 'quota_exhausted'],
    [429, 'LimitExceededException', 'Limit Exceeded', undefined, 'quota_exhausted'],
    [429, '', 'Limit Exceeded', undefined, 'quota_exhausted'],
    [429, 'insufficient_quota', 'You exceeded your quota', undefined, 'quota_exhausted'],
    [400, 'ServiceQuotaExceededException', 'quota', undefined, 'quota_exhausted'],
    [400, 'ThrottlingException', 'Rate exceeded', undefined, 'throttled'],
    [400, 'ValidationException', 'bad', undefined, 'refused_request'],
    [400, 'ValidationError', 'Inference Component has no capacity', undefined, 'server_error'],
    [403, 'AccessDeniedException', 'no', undefined, 'refused_request'],
    [404, 'ResourceNotFoundException', 'none', undefined, 'refused_request'],
    [302, '', 'moved', undefined, 'refused_request'],
    [408, 'ModelTimeoutException', 'slow', undefined, 'timeout'],
    [504, '', 'Endpoint request timed out', undefined, 'timeout'],
    [424, 'ModelErrorException', 'broke', undefined, 'model_error'],
    [424, 'ModelError', 'broke', 500, 'model_error'],
    [424, 'ModelError', 'busy', 429, 'throttled'],
    [424, 'ModelError', 'busy', 503, 'throttled'],
    [500, 'InternalServerException', 'oops', undefined, 'server_error'],
    [503, '', '<html>', undefined, 'server_error'],
    [530, 'InternalDependencyException', 'oops', undefined, 'server_error'],
    [undefined, 'throttlingException', TOO_MANY_TOKENS, undefined, 'throttled'],
    [undefined, 'throttlingException', PER_DAY, undefined, 'quota_exhausted'],
    [undefined, 'modelStreamErrorException', 'broke', undefined, 'model_error'],
    [undefined, 'modelStreamErrorException', 'busy', 503, 'throttled'],
    [undefined, 'ModelStreamError', 'broke', undefined, 'model_error'],
    [undefined, 'ModelInvocationTimeExceeded', 'slow', undefined, 'timeout'],
    [undefined, 'InternalStreamFailure', 'oops', undefined, 'server_error'],
    [undefined, 'serviceUnavailableException', 'oops', undefined, 'server_error'],
    [undefined, 'validationException', 'bad', undefined, 'refused_request'],
    [undefined, 'overloaded', 'Model is overloaded', undefined, 'throttled'],
    [undefined, 'ECONNRESET', 'read ECONNRESET', undefined, 'server_error'],
    // A service's word about its own sockets, in a stream; an error of our own sockets has a
    // barrier.
    [undefined, 'ECONNREFUSED', 'connect', undefined, 'server_error'],
    [500, 'ENOTFOUND', 'getaddrinfo', undefined, 'server_error'],
    [407, '', 'Proxy Authentication Required', undefined, 'unreachable'],
    [undefined, 'CutStream', 'cut', undefined, 'incomplete'],
    [undefined, 'CorruptStream', 'crc', undefined, 'server_error'],
    [undefined, 'UnreadableAnswer', 'no answer', undefined, 'model_error'],
    [undefined, 'HtmlAnswer', 'page', undefined, 'server_error'],
  ] as const)(
    '%s %s "%s" (behind it: %s) is classified as %s',
    (status, name, message, original, outcome) => {
      const symptom = { name, message, status, originalStatus: original };
      expect(classifyError(symptom).outcome).toBe(outcome);
    },
  );

  it.each([
    [PER_DAY, 'tokens_per_day'],
    [TOO_MANY_TOKENS, 'tokens_per_minute'],
    ['Too many requests, please wait before trying again.', 'requests_per_minute'],
    ['Too many connections, please wait before trying again.', 'connections'],
    ['Rate limit reached for gpt on tokens per min (TPM)', 'tokens_per_minute'],
    ['Too Many Requests', undefined],
    ['Rate exceeded', undefined],
  ])('the quota is read from "%s"', (message, quota) => {
    expect(classifyError({ name: '', message, status: 429 }).error.quota).toBe(quota);
  });

  it('a failed dependency is one error, inside a stream and as HTTP 424', () => {
    const message = 'The model did not answer.';
    const outcomes = [
      { name: 'dependencyFailedException', message },
      { name: 'DependencyFailedException', message, status: 424 },
    ].map((symptom) => classifyError(symptom).outcome);
    expect(outcomes).toEqual(['model_error', 'model_error']);
  });

  it('a model that is not ready is throttled, whatever its status', () => {
    const outcomes = [undefined, 424, 429].map(
      (status) => classifyError({ name: 'ModelNotReadyException', message: '', status }).outcome,
    );
    expect(outcomes).toEqual(['throttled', 'throttled', 'throttled']);
  });

  it('a service without resources is told from a model that failed', () => {
    const reason = (word: string) => ({ name: `finish_reason ${word}`, message: '' });
    expect(classifyError(reason('insufficient_system_resource')).outcome).toBe('server_error');
    expect(classifyError(reason('timeout')).outcome).toBe('timeout');
    expect(classifyError(reason('abort')).outcome).toBe('model_error');
  });

  it('an exception of a stream has the name it has elsewhere', () => {
    const { error } = classifyError({ name: 'throttlingException', message: 'slow' });
    expect(error).toEqual({ name: 'ThrottlingException', message: 'slow' });
  });

  it('a refusal without a name is named by its status', () => {
    expect(classifyError({ name: '', message: 'no', status: 418 }).error.name).toBe('HTTP 418');
  });
});

describe('classifyAbort', () => {
  it.each([
    ['timeout', 'timeout'],
    [new DOMException('late', 'TimeoutError'), 'timeout'],
    ['stop', 'interrupted'],
    [new DOMException('aborted', 'AbortError'), 'interrupted'],
  ])('an abort for %s is %s', (reason, outcome) => {
    expect(classifyAbort(reason).outcome).toBe(outcome);
  });
});
