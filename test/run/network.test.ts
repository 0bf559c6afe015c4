import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { scenarioFolder } from '../e2e/command.ts';
import { expectCode } from '../e2e/expect-code.ts';
import { startProxyServer } from '../target/proxy-server.ts';
import { testAuthority } from '../target/test-authority.ts';
import { answerChat, chatTarget, freePort, listening } from './chat-service.ts';
import { runInProcess, runOnEmulator } from './run-in-process.ts';

afterEach(() => void vi.unstubAllEnvs());

async function folderFor(target: object, more: object = {}): Promise<string> {
  const folder = await scenarioFolder({ target, ...more });
  writeFileSync(join(folder, 'authority.pem'), testAuthority.cert);
  return folder;
}

describe('a run whose requests do not reach the service', () => {
  it('is invalid where its name is not found, and says whose that is', async () => {
    const { code, result } = await runInProcess(await folderFor(chatTarget('http://api.invalid')));
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
    const folder = await folderFor(chatTarget(`http://127.0.0.1:${await freePort()}`), {
      thresholds: { failed: ['rate<0.1'] },
    });
    const { code, result } = await runInProcess(folder);
    expect(result.validityReasons.join()).not.toContain('never reached');
    expect(result.targets[0]?.outcomes).toEqual({ unreachable: 12 });
    expect(result.targets[0]?.errors[0]?.remedy).toMatch(/Nothing listens.*service is down/);
    expect(result.verdict).not.toBe('pass');
    expectCode(code, 99);
  });
});

describe('a service whose certificate our own authority signed', () => {
  const serve = async () => {
    const port = await listening(createHttpsServer(testAuthority.loopback, answerChat));
    return chatTarget(`https://localhost:${port}`);
  };

  it('is not reached without that authority, and the run is invalid', async () => {
    const { code, result } = await runInProcess(await folderFor(await serve()));
    expect(code).toBe(98);
    expect(result.targets[0]?.outcomes).toEqual({ unreachable: 12 });
    expect(result.targets[0]?.errors[0]?.remedy).toContain('--ca FILE');
  });

  it('is reached by the ca of the scenario', async () => {
    const folder = await folderFor(await serve(), { ca: 'authority.pem' });
    const { result } = await runInProcess(folder);
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });

  it('is reached by a ca said over that of the scenario', async () => {
    const folder = await folderFor(await serve(), { ca: 'no-such-file.pem' });
    const { result } = await runInProcess(folder, { ca: join(folder, 'authority.pem') });
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });

  it('is told of a file of authorities that is none, before anything is asked', async () => {
    const folder = await folderFor(await serve(), { ca: 'none.pem' });
    await expect(runInProcess(folder)).rejects.toThrow(/none\.pem could not be read/);
  });
});

describe('a run with a proxy in its environment', () => {
  it('is invalid where the proxy does not know us', async () => {
    const proxy = await startProxyServer({ authorization: 'Basic x' });
    onTestFinished(() => proxy.close());
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
    const { code, result } = await runInProcess(await folderFor(chatTarget('http://service.test')));
    expect(code).toBe(98);
    expect(result.targets[0]?.errors[0]).toMatchObject({
      outcome: 'unreachable',
      remedy: expect.stringContaining('user and password'),
    });
  });

  it('does not ask an emulator on this machine through it', async () => {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:9');
    const { result } = await runOnEmulator(await scenarioFolder({}));
    expect(result.targets[0]?.outcomes).toEqual({ ok: 12 });
  });
});

describe('a path of the scenario that leads nowhere', () => {
  it('is the scenario’s to mend, not the model’s container’s', async () => {
    const port = await listening(createServer(answerChat));
    const folder = await folderFor({
      kind: 'http',
      url: `http://127.0.0.1:${port}/ask`,
      stream: false,
      body: { question: '{{ question }}' },
      answer: 'data.text',
    });
    const { result } = await runInProcess(folder);
    const [group] = result.targets[0]?.errors ?? [];
    expect(group).toMatchObject({ name: 'UnreadableAnswer', count: 12 });
    expect(group?.remedy).toMatch(/set the target’s answer/);
    expect(group?.remedy).not.toContain('container');
  });
});
