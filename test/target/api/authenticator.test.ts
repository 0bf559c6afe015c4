import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkSignature } from '../../../src/emulator/auth/signature.ts';
import { Problem } from '../../../src/problem/problem.ts';
import type { Auth } from '../../../src/scenario/target/auth-schema.ts';
import { createAuthenticator } from '../../../src/target/api/authenticator.ts';
import type { ClientConfig } from '../../../src/target/contract/client-config.ts';
import type { OutgoingRequest } from '../../../src/target/http/exchange.ts';
import { wiringOf } from '../asking.ts';

const REQUEST: OutgoingRequest = {
  origin: 'https://abc.execute-api.us-east-1.amazonaws.com',
  path: '/prod/ask%20me?b=2&a=1&a=0',
  headers: { 'content-type': 'application/json', 'user-agent': 'proofload' },
  body: '{"question":"Grüße?"}',
};

/** A client configuration without the emulator's credentials. */
const { credentials: _, ...AWS }: ClientConfig = wiringOf('aws');

async function authenticate(
  auth: Auth | undefined,
  clientConfig: ClientConfig = AWS,
): Promise<OutgoingRequest> {
  const credential = await createAuthenticator(auth, clientConfig);
  return credential(REQUEST);
}

afterEach(() => vi.unstubAllEnvs());

/** A JSON Web Token without a signature, which is not checked here. */
function tokenExpiringIn(seconds: number): string {
  const claims = Buffer.from(JSON.stringify({ exp: seconds })).toString('base64url');
  return `eyJhbGciOiJub25lIn0.${claims}.`;
}

describe('a credential', () => {
  it('no header is added without an auth', async () => {
    expect(await authenticate(undefined)).toEqual(REQUEST);
  });

  it('a bearer token comes from the environment', async () => {
    vi.stubEnv('MY_TOKEN', ' secret \n');
    const { headers } = await authenticate({ kind: 'bearer', env: 'MY_TOKEN' });
    expect(headers).toEqual({ ...REQUEST.headers, authorization: 'Bearer secret' });
  });

  it('an API key goes into the configured header', async () => {
    vi.stubEnv('MY_KEY', 'secret');
    const { headers } = await authenticate({ kind: 'api-key', env: 'MY_KEY', header: 'X-Api-Key' });
    expect(headers['x-api-key']).toBe('secret');
  });

  it('an unset variable is a Problem that names it', async () => {
    vi.stubEnv('MY_TOKEN', undefined);
    const proven = authenticate({ kind: 'bearer', env: 'MY_TOKEN' });
    await expect(proven).rejects.toThrow(Problem);
    await expect(proven).rejects.toThrow(/MY_TOKEN, .* is not set\. Set it/);
  });

  it('for an emulator no secret is needed and no command is run', async () => {
    vi.stubEnv('MY_TOKEN', undefined);
    const emulator = wiringOf('http://127.0.0.1:1');
    const bearer = await authenticate({ kind: 'bearer', env: 'MY_TOKEN' }, emulator);
    expect(bearer.headers['authorization']).toBe('Bearer emulated');
    const command = await authenticate({ kind: 'command', command: 'exit 1' }, emulator);
    expect(command.headers['authorization']).toBe('Bearer emulated');
  });
});

describe('a token that a command prints', () => {
  it('a command that prints a token is run once', async () => {
    const credential = await createAuthenticator({ kind: 'command', command: 'echo $$' }, AWS);
    const first = await credential(REQUEST);
    expect(first.headers['authorization']).toMatch(/^Bearer \d+$/);
    expect(await credential(REQUEST)).toEqual(first);
  });

  it('a command is run again when its token is about to expire', async () => {
    const soon = tokenExpiringIn(Date.now() / 1000 + 60);
    const command = `if [ -z "$ONCE" ]; then echo ${soon}; else echo fresh; fi`;
    const credential = await createAuthenticator({ kind: 'command', command }, AWS);
    vi.stubEnv('ONCE', 'done');
    expect((await credential(REQUEST)).headers['authorization']).toBe(`Bearer ${soon}`);
    await vi.waitFor(async () => {
      expect((await credential(REQUEST)).headers['authorization']).toBe('Bearer fresh');
    });
  });

  it.each([
    ['fails', 'echo topsecret; exit 3', /command of a target's auth failed \(3\)/],
    ['prints nothing', 'true', /printed no token/],
    ['prints sentences', 'echo topsecret is it', /printed no token/],
  ])('a command that %s is a Problem that does not quote it', async (_, command, message) => {
    const proven = authenticate({ kind: 'command', command });
    await expect(proven).rejects.toThrow(message);
    await expect(proven).rejects.not.toThrow(/topsecret/);
  });
});

describe('a signer', () => {
  const secrets = new Map([['AKIDEXAMPLE', 'secret']]);

  it.each(['execute-api', 'lambda', 'bedrock'])(
    'the signer signs for %s as AWS checks it',
    async (service) => {
      const { path, headers, body } = await authenticate(
        { kind: 'sigv4', service },
        wiringOf('aws'),
      );
      expect(headers['host']).toBe('abc.execute-api.us-east-1.amazonaws.com');
      const request = { method: 'POST', path, headers, body: Buffer.from(body) };
      const options = { secrets, services: [service], now: Date.now() };
      expect(checkSignature(request, options)).toBeUndefined();
      const forged = { ...request, body: Buffer.from('{}') };
      expect(checkSignature(forged, options)).toBeDefined();
    },
  );

  it('missing credentials of a signer are a Problem with a remedy', async () => {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
    const proven = authenticate({ kind: 'sigv4', service: 'execute-api' });
    await expect(proven).rejects.toThrow(/credentials.*AWS_PROFILE/s);
  });
});
