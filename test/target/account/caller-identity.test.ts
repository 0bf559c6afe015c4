import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveCallerIdentity } from '../../../src/target/account/caller-identity.ts';

afterEach(() => vi.unstubAllEnvs());

/** Hides the machine's own credentials: files and metadata service. */
function hideOwnCredentials(): void {
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}

describe('the identity', () => {
  it('the caller identity is found as the SDK finds it, with its account and expiry', async () => {
    hideOwnCredentials();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    expect(await resolveCallerIdentity('us-east-1')).toEqual({ accessKeyId: 'AKIDEXAMPLE' });
    vi.stubEnv('AWS_ACCOUNT_ID', '123456789012');
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', '2030-01-01T00:00:00Z');
    expect(await resolveCallerIdentity('us-east-1')).toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      account: '123456789012',
      expires: new Date('2030-01-01T00:00:00Z'),
    });
  });

  it('missing credentials are a Problem that says how to get some', async () => {
    hideOwnCredentials();
    await expect(resolveCallerIdentity('us-east-1')).rejects.toThrow(/Sign in \(aws sso login\)/);
  });
});
