import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { startProxyServer } from '../target/proxy-server.ts';
import { testAuthority } from '../target/test-authority.ts';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A chat completion, whatever is asked. */
const answer: RequestListener = (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      choices: [{ message: { content: 'Twelve days.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 3 },
    }),
  );
};

const chat = (origin: string) => ({
  kind: 'openai',
  url: `${origin}/v1`,
  model: 'own-model',
  stream: false,
});

async function folderFor(target: object, more: object = {}): Promise<string> {
  const folder = await scenarioFolder({ target, ...more });
  writeFileSync(join(folder, 'authority.pem'), testAuthority.cert);
  return folder;
}

async function run(
  folder: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; result: RunResult; stdout: string }> {
  const flags = ['run', 'scenario.json', '--json', '--quiet', ...words];
  const { code, stdout, stderr } = await proofload(folder, flags, env);
  if (stdout === '') throw new Error(stderr);
  return { code, stdout, result: JSON.parse(stdout) as RunResult };
}

/** Everything that a run left behind. */
function leftBehind(folder: string): string {
  return readdirSync(join(folder, 'reports'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

describe('a run whose requests do not reach the service', () => {
  it('is invalid where its name is not found, and says whose that is', async () => {
    const { code, result } = await run(await folderFor(chat('http://api.invalid')));
    expect(code).toBe(98);
    expect(result.validity).toBe('invalid');
    expect(result.validityReasons[0]).toMatch(/12 of 12 requests to target never reached it.*name/);
    expect(result.targets[0]?.outcomes).toEqual({ unreachable: 12 });
    expect(result.targets[0]?.errors).toEqual([
      expect.objectContaining({
        outcome: 'unreachable',
        count: 12,
        remedy: expect.stringContaining('DNS'),
      }),
    ]);
  });

  it('is valid where nothing listens, for the service may be down, and fails', async () => {
    const port = await listening(createServer());
    for (const close of open.splice(0)) await close();
    const folder = await folderFor(chat(`http://127.0.0.1:${port}`), {
      thresholds: { failed: ['rate<0.1'] },
    });
    const { code, result } = await run(folder);
    expect(result.validityReasons.join()).not.toContain('never reached');
    expect(result.targets[0]?.outcomes).toEqual({ unreachable: 12 });
    expect(result.targets[0]?.errors[0]?.remedy).toMatch(/Nothing listens.*service is down/);
    expect(result.verdict).not.toBe('pass');
    expectCode(code, 99);
  });
});

describe('a service whose certificate our own authority signed', () => {
  const serve = () => listening(createHttpsServer(testAuthority.loopback, answer));

  it('is not reached without that authority, and the run is invalid', async () => {
    const { code, result } = await run(await folderFor(chat(`https://localhost:${await serve()}`)));
    expect(code).toBe(98);
    expect(result.targets[0]?.outcomes).toEqual({ unreachable: 12 });
    expect(result.targets[0]?.errors[0]?.remedy).toContain('--ca FILE');
  });

  it.each([
    ['--ca', {}, ['--ca', 'authority.pem'], {}],
    ['ca in the scenario', { ca: 'authority.pem' }, [], {}],
    ['--ca over the scenario', { ca: 'no-such-file.pem' }, ['--ca', 'authority.pem'], {}],
    ['--ca in each of two workers', {}, ['--ca', 'authority.pem', '--workers', '2'], {}],
    ['NODE_EXTRA_CA_CERTS', {}, [], { NODE_EXTRA_CA_CERTS: 'authority.pem' }],
  ])('is reached by %s', async (_, more, words, env) => {
    const folder = await folderFor(chat(`https://localhost:${await serve()}`), more);
    const { result } = await run(folder, words, env);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });

  it('keeps NODE_EXTRA_CA_CERTS beside --ca', async () => {
    const folder = await folderFor(chat(`https://localhost:${await serve()}`));
    writeFileSync(join(folder, 'other.pem'), testAuthority.service.cert);
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
    const { result } = await run(folder, ['--ca', 'other.pem'], env);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });

  it('is told of a file of authorities that is none, before anything is asked', async () => {
    const folder = await folderFor(chat(`https://localhost:${await serve()}`));
    const { code, stderr } = await proofload(folder, ['run', 'scenario.json', '--ca', 'none.pem']);
    expect(code).toBe(104);
    expect(stderr).toMatch(/none\.pem could not be read/);
  });
});

describe('a service behind a proxy', () => {
  it('is asked through it, which reports and doctor tell without its password', async () => {
    const authorization = `Basic ${Buffer.from('me:hush-hush').toString('base64')}`;
    const proxy = await startProxyServer({ authorization });
    open.push(() => proxy.close());
    const port = await listening(createHttpsServer(testAuthority.service, answer));
    const folder = await folderFor(chat(`https://service.test:${port}`));
    const env = { HTTPS_PROXY: `http://me:hush-hush@127.0.0.1:${proxy.port}` };
    const { result } = await run(folder, ['--ca', 'authority.pem', '--workers', '2'], env);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
    expect(result.targets[0]?.answerers).toEqual([
      {
        address: `https://service.test:${port}/v1`,
        by: 'service',
        proxy: `127.0.0.1:${proxy.port}`,
      },
    ]);
    const left = leftBehind(folder);
    expect(left).toContain(`through the proxy 127.0.0.1:${proxy.port}`);
    expect(left).not.toContain('hush-hush');
    expect(left).not.toContain(authorization);
    expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT service.test:${port}`]));

    const words = ['doctor', 'scenario.json', '--json', '--ca', 'authority.pem'];
    const { stdout } = await proofload(folder, words, env);
    const findings = JSON.parse(stdout) as CheckResult[];
    expect(findings.find(({ subject }) => subject === 'place')?.message).toBe(
      `https://service.test:${port}/v1, through the proxy 127.0.0.1:${proxy.port}, answers target.`,
    );
    expect(findings.find(({ subject }) => subject === 'target target')?.level).toBe('ok');
    expect(stdout).not.toContain('hush-hush');
  });

  it('is not reached where the proxy does not know us, and the run is invalid', async () => {
    const proxy = await startProxyServer({ authorization: 'Basic x' });
    open.push(() => proxy.close());
    const folder = await folderFor(chat('http://service.test'));
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { code, result } = await run(folder, [], env);
    expect(code).toBe(98);
    expect(result.targets[0]?.errors[0]).toMatchObject({
      outcome: 'unreachable',
      remedy: expect.stringContaining('user and password'),
    });
  });

  it('does not hide the embedded emulator behind it', async () => {
    const folder = await scenarioFolder({});
    const env = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
    const { result } = await run(folder, [], env);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });
});

describe('a path of the scenario that leads nowhere', () => {
  it('is the scenario’s to mend, not the model’s container’s', async () => {
    const port = await listening(createServer(answer));
    const folder = await folderFor({
      kind: 'http',
      url: `http://127.0.0.1:${port}/ask`,
      stream: false,
      body: { question: '{{ question }}' },
      answer: 'data.text',
    });
    const { result } = await run(folder);
    const [group] = result.targets[0]?.errors ?? [];
    expect(group).toMatchObject({ name: 'UnreadableAnswer', count: 12 });
    expect(group?.remedy).toMatch(/set the target’s answer/);
    expect(group?.remedy).not.toContain('container');
  });
});
