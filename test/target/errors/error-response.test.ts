import { describe, expect, it } from 'vitest';
import { readErrorResponse } from '../../../src/target/errors/error-response.ts';

function read(status: number, headers: Record<string, string>, body: string): object {
  return readErrorResponse({ status, headers }, body);
}

describe('readRefusal', () => {
  it('takes the name from the header and cuts its address off', () => {
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
  ])('finds the name and the message in %s', (body, name) => {
    expect(read(400, {}, body)).toMatchObject({ name, message: 'm' });
  });

  it('reads the status of the container behind a model error', () => {
    const body = '{"Message":"m","OriginalStatusCode":503,"OriginalMessage":"busy"}';
    expect(read(424, {}, body)).toMatchObject({ originalStatus: 503, message: 'm' });
  });

  it('quotes a page', () => {
    expect(read(503, {}, '<html>Service Unavailable</html>')).toMatchObject({
      name: '',
      message: '<html>Service Unavailable</html>',
    });
  });

  it('says so when there is no word', () => {
    expect(read(502, {}, '')).toMatchObject({
      message: 'The service answered HTTP 502 and no word.',
    });
  });
});
