import { describe, expect, it } from 'vitest';
import { replyCheck } from '../../src/doctor/reply-finding.ts';
import { OUTCOMES } from '../../src/sample/outcome.ts';
import type { Failure } from '../../src/sample/sample.ts';

const tokens = { source: 'reported', output: 3 } as const;

function refused(error: Partial<Failure>) {
  const failure: Failure = { name: 'ValidationException', message: 'No.', status: 400, ...error };
  return replyCheck('t', { outcome: 'refused_request', error: failure, answer: '', tokens }, 10);
}

describe('the check of a reply', () => {
  it('is ok for an answer', () => {
    const reply = { outcome: 'ok', answer: 'Yes.', tokens } as const;
    expect(replyCheck('t', reply, 320)).toEqual({
      subject: 't',
      level: 'ok',
      message: 'It answered a small request in 320 ms.',
    });
  });

  it('warns of an empty answer', () => {
    const reply = { outcome: 'ok', answer: '', tokens: { source: 'unknown' } } as const;
    expect(replyCheck('t', reply, 320)).toMatchObject({
      level: 'warning',
      remedy: expect.stringContaining('path of the answer'),
    });
  });

  it('quotes the service’s error', () => {
    expect(refused({}).message).toBe('HTTP 400 ValidationException: No.');
  });

  it.each(OUTCOMES.filter((outcome) => outcome !== 'ok'))('has a remedy for %s', (outcome) => {
    const { level, remedy = '' } = replyCheck('t', { outcome, answer: '', tokens }, 1);
    expect(level).toBe(outcome === 'throttled' ? 'warning' : 'problem');
    expect(remedy).toMatch(/\.$/);
  });

  it('distinguishes a server error from a closed connection', () => {
    const at = (status: number | undefined) =>
      replyCheck(
        't',
        {
          outcome: 'server_error',
          error: { name: 'X', message: 'x', ...(status === undefined ? {} : { status }) },
          answer: '',
          tokens,
        },
        1,
      ).remedy;
    expect(at(undefined)).toContain('closed before an answer');
    expect(at(500)).toContain('The service failed');
  });

  it('explains why a service is unreachable', () => {
    const error = { name: 'ENOTFOUND', message: 'getaddrinfo', barrier: 'dns' } as const;
    const finding = replyCheck('t', { outcome: 'unreachable', error, answer: '', tokens }, 1);
    expect(finding.remedy).toMatch(/name.*URL.*DNS/);
  });

  it('distinguishes a wrong path in the scenario from a failure of the model', () => {
    const message = 'There is no answer where one belongs: {"text": …}';
    const error = { name: 'UnreadableAnswer', message };
    const finding = replyCheck('t', { outcome: 'model_error', error, answer: '', tokens }, 1);
    expect(finding.remedy).toMatch(/path finds no text.*not in the model/);
  });

  it('names an error without a name by its status, once, and quotes the title of an HTML page', () => {
    const message = '<!doctype html>\n<html><head><title>500 Oops</title></head></html>';
    const error = { name: 'HTTP 500', message, status: 500 };
    const finding = replyCheck('t', { outcome: 'server_error', error, answer: '', tokens }, 1);
    expect(finding.message).toBe('HTTP 500: An HTML page came in place of JSON: 500 Oops.');
  });

  it.each([
    [
      {
        name: 'AccessDeniedException',
        status: 403,
        message: 'User: x is not authorized to perform: bedrock:InvokeModel on resource: y',
      },
      'doctor --iam',
    ],
    [
      {
        name: 'AccessDeniedException',
        status: 403,
        message: "You don't have access to the model.",
      },
      'Request access to the model',
    ],
    [
      {
        message:
          'Invocation of model ID x with on-demand throughput isn’t supported. Retry with an inference profile.',
      },
      'inference profile',
    ],
    [{ name: 'UnrecognizedClientException', status: 403 }, 'Sign in again'],
    [
      { name: 'InvalidSignatureException', status: 403, message: 'Signature expired' },
      'wrong clock',
    ],
    [{ name: 'HTTP 401', status: 401, message: 'no key' }, 'Check the credentials'],
    [{ message: 'The provided model identifier is invalid.' }, 'Check the model’s id'],
    [{ name: 'ValidationError', message: 'Endpoint x of account y not found.' }, 'Check the name'],
    [{ message: 'messages: too long' }, 'The request was refused'],
  ])('gives the remedy of a refusal: case %#', (error, remedy) => {
    expect(refused(error).remedy).toContain(remedy);
  });
});
