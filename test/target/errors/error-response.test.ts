import { describe, expect, it } from 'vitest';
import { readErrorResponse } from '../../../src/target/errors/error-response.ts';

function read(status: number, headers: Record<string, string>, body: string): object {
  return readErrorResponse({ status, headers }, body);
}

describe('readErrorResponse', () => {
  it('an error response has the name of its header without the address', () => {
    const header = 'ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/';
    expect(read(429, { 'x-amzn-errortype': header }, '{"message":"slow"}')).toMatchObject({
      name: 'ThrottlingException',
      message: 'slow',
      status: 429,
    });
  });

  it.each([
    ['{"__type":"com.amazon#ValidationException","message":"m"}', 'ValidationException'],
    ['{"code":"AccessDeniedException","message":"m"}', 'AccessDeniedException'],
    [
      '{"error":{"code":"rate_limit_exceeded","type":"tokens","message":"m"}}',
      'rate_limit_exceeded',
    ],
    ['{"error":{"code":null,"type":"insufficient_quota","message":"m"}}', 'insufficient_quota'],
    ['{"error":"m","error_type":"overloaded"}', 'overloaded'],
    ['{"Reason":"CallerRateLimitExceeded","Type":"User","message":"m"}', 'CallerRateLimitExceeded'],
    ['\uFEFF{"error":{"code":"rate_limit_exceeded","message":"m"}}', 'rate_limit_exceeded'],
    ['{"message":"m"}', ''],
  ])('the name and the message are found in %s', (body, name) => {
    expect(read(400, {}, body)).toMatchObject({ name, message: 'm' });
  });

  it('the status of the container behind a model error is read', () => {
    const body = '{"Message":"m","OriginalStatusCode":503,"OriginalMessage":"busy"}';
    expect(read(424, {}, body)).toMatchObject({ originalStatus: 503, message: 'm' });
  });

  it('an HTML error page is quoted', () => {
    expect(read(503, {}, '<html>Service Unavailable</html>')).toMatchObject({
      name: '',
      message: '<html>Service Unavailable</html>',
    });
  });

  it('an empty error response says so', () => {
    expect(read(502, {}, '')).toMatchObject({
      message: 'The service answered HTTP 502 with an empty body.',
    });
  });
});
