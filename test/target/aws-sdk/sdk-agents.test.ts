import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { readAccountQuotas } from '../../../src/target/account/account-quotas.ts';
import { createS3Files } from '../../../src/target/s3/s3-files.ts';
import { startProxyServer } from '../proxy-server.ts';
import { testAuthority } from '../test-authority.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of open.splice(0)) await close();
});

const ca = join(mkdtempSync(join(tmpdir(), 'proofload-agents-')), 'authority.pem');
writeFileSync(ca, testAuthority.cert);

/**
 * Returns a server in AWS's place that only the proxy can reach, and the client configuration to
 * reach it.
 */
async function behindProxy(body: string) {
  const server = createServer(testAuthority.service, (request, response) => {
    request.resume();
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startProxyServer();
  open.push(
    () => proxy.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
  const place = `service.test:${(server.address() as AddressInfo).port}`;
  const clientConfig = {
    endpoint: `https://${place}`,
    region: 'us-east-1',
    connections: 2,
    ca,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  return { clientConfig, proxy, place };
}

it('AWS clients beside the targets use the proxy and trust the scenario’s authorities', async () => {
  const body = JSON.stringify({ Quotas: [{ QuotaName: 'Requests a minute', Value: 7 }] });
  const { clientConfig, proxy, place } = await behindProxy(body);
  const quotas = await readAccountQuotas('bedrock', clientConfig);
  expect(quotas).toEqual(new Map([['Requests a minute', 7]]));
  expect(proxy.requests).toEqual([`CONNECT ${place}`]);
});

it('S3 datasets are read through the proxy', async () => {
  const { clientConfig, proxy, place } = await behindProxy(
    '<ListBucketResult><Contents><Key>rows.jsonl</Key><Size>9</Size><ETag>"1"</ETag></Contents></ListBucketResult>',
  );
  const { files } = await createS3Files(clientConfig).find('s3://our-bucket/rows.jsonl');
  expect(files.map(({ name }) => name)).toEqual(['rows.jsonl']);
  expect(proxy.requests).toEqual([`CONNECT ${place}`]);
});

it('an AWS client reports the proxy’s answer', async () => {
  const { clientConfig, proxy } = await behindProxy('');
  await proxy.close();
  open.shift();
  const reading = readAccountQuotas('bedrock', clientConfig);
  await expect(reading).rejects.toThrow(/The proxy 127\.0\.0\.1:\d+ was not reached/);
});
