import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { answerChat, chatTarget, listening } from '../run/chat-service.ts';
import { startProxyServer } from '../target/proxy-server.ts';
import { testAuthority } from '../target/test-authority.ts';
import { proofload, scenarioFolder } from './command.ts';

async function folderFor(target: object): Promise<string> {
  const folder = await scenarioFolder({ target });
  writeFileSync(join(folder, 'authority.pem'), testAuthority.cert);
  writeFileSync(join(folder, 'other.pem'), testAuthority.service.cert);
  return folder;
}

async function run(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunResult> {
  const flags = ['run', 'scenario.json', '--json', '--quiet', ...words];
  const { stdout, stderr } = await proofload(folder, flags, env);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as RunResult;
}

/** Everything that a run left behind. */
function leftBehind(folder: string): string {
  return readdirSync(join(folder, 'reports'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

it.each([
  ['NODE_EXTRA_CA_CERTS', []],
  ['NODE_EXTRA_CA_CERTS beside another --ca', ['--ca', 'other.pem']],
])('a service whose certificate our own authority signed is reached by %s', async (_, words) => {
  const port = await listening(createHttpsServer(testAuthority.loopback, answerChat));
  const folder = await folderFor(chatTarget(`https://localhost:${port}`));
  const env = { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
  const { targets } = await run(folder, words, env);
  expect(targets[0]?.outcomes).toEqual({ ok: 12 });
});

it('a service behind a proxy is asked through it, by workers too, which reports and doctor tell without its password', async () => {
  const authorization = `Basic ${Buffer.from('me:hush-hush').toString('base64')}`;
  const proxy = await startProxyServer({ authorization });
  onTestFinished(() => proxy.close());
  const port = await listening(createHttpsServer(testAuthority.service, answerChat));
  const folder = await folderFor(chatTarget(`https://service.test:${port}`));
  const env = { HTTPS_PROXY: `http://me:hush-hush@127.0.0.1:${proxy.port}` };
  const { targets } = await run(folder, ['--ca', 'authority.pem', '--workers', '2'], env);
  expect(targets[0]?.outcomes).toEqual({ ok: 12 });
  expect(targets[0]?.answerers).toEqual([
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
