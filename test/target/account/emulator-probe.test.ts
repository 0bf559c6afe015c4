import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answersAsEmulator } from '../../../src/target/account/emulator-probe.ts';

async function probe(listener: RequestListener): Promise<boolean> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await answersAsEmulator(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the emulator probe', () => {
  it('the probe recognizes an emulator by its answer', async () => {
    const message = '{"status":"ok","emulated":true}';
    expect(await probe((_, response) => response.end(message))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>ok</html>'],
    ['the path', '"/_proofload/health"'],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['that it is well', '{"status":"ok"}'],
    ['that it is none', '{"status":"ok","emulated":false}'],
    [
      'more than an emulator says',
      JSON.stringify({ status: 'ok', emulated: true, more: 'x'.repeat(70_000) }),
    ],
    ['a word for true', '{"status":"ok","emulated":"true"}'],
  ])('the probe rejects a server that answers everything with 200 and %s', async (_, body) => {
    expect(await probe((_, response) => response.end(body))).toBe(false);
  });

  it('the probe follows no redirect and accepts no refusal', async () => {
    const message = '{"status":"ok","emulated":true}';
    const away: RequestListener = ({ url }, response) => {
      if (url === '/there') response.end(message);
      else response.writeHead(302, { location: '/there' }).end();
    };
    expect(await probe(away)).toBe(false);
    expect(await probe((_, response) => response.writeHead(404).end(message))).toBe(false);
  });
});
