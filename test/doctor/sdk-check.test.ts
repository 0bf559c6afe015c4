import { describe, expect, it } from 'vitest';
import { checkSdk } from '../../src/doctor/sdk-check.ts';

const client = 'BedrockRuntimeClient';

describe('the check of the AWS SDK’s fast path', () => {
  it('reports nothing without an SDK client', () => {
    expect(checkSdk([])).toEqual([]);
  });

  it('names each client on the fast path once', () => {
    expect(checkSdk([{ client }, { client: 'LambdaClient' }, { client }])).toEqual([
      {
        subject: 'aws sdk',
        level: 'ok',
        message: 'BedrockRuntimeClient, LambdaClient: requests take the fast path.',
      },
    ]);
  });

  it('warns of an untested SDK version, and names it', () => {
    const detail = '@smithy/core is 4.0.0, tested is 3.2.0';
    const [result, ...others] = checkSdk([{ client, fallback: { reason: 'version', detail } }]);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ level: 'warning', message: expect.stringContaining(detail) });
    expect(result?.remedy).toMatch(/^Install the versions that proofload pins/);
  });

  it('warns of unexpected SDK internals', () => {
    const results = checkSdk([{ client, fallback: { reason: 'shape', detail: 'no schema' } }]);
    expect(results).toMatchObject([{ level: 'warning' }]);
  });

  it('does not warn of a fallback for bearer tokens, which the user chose', () => {
    const results = checkSdk([{ client, fallback: { reason: 'auth', detail: 'a token' } }]);
    expect(results).toMatchObject([
      { level: 'ok', message: expect.stringContaining('fallback from the fast path') },
    ]);
  });
});
