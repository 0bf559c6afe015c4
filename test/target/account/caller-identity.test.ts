import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveCallerIdentity } from '../../../src/target/account/caller-identity.ts';

afterEach(() => vi.unstubAllEnvs());

/** Nothing of the machine's own: no files, no metadata service. */
function alone(): void {
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}

describe('the identity', () => {
  it('is found where the SDK finds it, with its account and end where they are told', async () => {
    alone();
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

  it('is a problem where there is none, with the ways to get one', async () => {
    alone();
    await expect(resolveCallerIdentity('us-east-1')).rejects.toThrow(/Sign in \(aws sso login\)/);
  });
});
