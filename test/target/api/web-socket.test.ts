import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Reply, Target } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';

interface Served {
  readonly target: Target;
  /** The headers of each handshake and each message, in order. */
  readonly handshakes: readonly Readonly<Record<string, unknown>>[];
  readonly messages: readonly string[];
}

/** Runs a target against a server with this answer to each message; a status refuses handshakes. */
async function serving<T>(
  answer: ((socket: WebSocket, n: number) => void) | number,
  use: (served: Served) => Promise<T>,
): Promise<T> {
  const handshakes: Record<string, unknown>[] = [];
  const messages: string[] = [];
  const http = createServer();
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    handshakes.push({ url: request.url, ...request.headers });
    if (typeof answer === 'number') {
      socket.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 23\r\n\r\n{"message":"Forbidden"}`);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('message', (data: Buffer) => {
        messages.push(data.toString());
        answer(webSocket, messages.length);
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const spec = specOf({
    kind: 'websocket',
    url: 'wss://abc.execute-api.us-east-1.amazonaws.com/prod',
    headers: { 'X-Team': 'load' },
    auth: { kind: 'bearer', env: 'SOCKET_TOKEN' },
    body: { action: 'ask', q: '{{ prompt }}' },
    answer: 'delta',
    done: 'end',
    usage: { output: 'tokens' },
  });
  vi.stubEnv('SOCKET_TOKEN', 'secret');
  const target = await createTarget(spec, wiringOf(`http://127.0.0.1:${port}`));
  try {
    return await use({ target, handshakes, messages });
  } finally {
    vi.unstubAllEnvs();
    await target.close();
    http.closeAllConnections();
    http.close();
  }
}

async function ask(answer: ((socket: WebSocket) => void) | number): Promise<Reply> {
  return serving(answer, ({ target }) => target.ask(queryOf('Hi'), callOf()));
}

function send(socket: WebSocket, ...messages: readonly object[]): void {
  for (const message of messages) socket.send(JSON.stringify(message));
}

describe('a WebSocket target', () => {
  it('a WebSocket request that may not be resent is not sent again', async () => {
    const answer = (socket: WebSocket, n: number): void => {
      if (n === 2) socket.terminate();
      else send(socket, { delta: 'Yes' }, { end: true });
    };
    await serving(answer, async ({ target, messages }) => {
      await target.ask(queryOf('Hi'), callOf());
      const lost = await target.ask(queryOf('Hi'), { ...callOf(), resend: () => false });
      expect(lost).toMatchObject({ outcome: 'interrupted' });
      expect(lost).not.toHaveProperty('reconnections');
      expect(messages).toHaveLength(2);
    });
  });

  it.each<[string, (socket: WebSocket) => void]>([
    ['is cut', (socket) => socket.terminate()],
    ['goes away', (socket) => socket.close(1001)],
  ])(
    'a request is sent again on a new WebSocket if a reused one %s without a byte',
    async (_, end) => {
      const answer = (socket: WebSocket, n: number): void => {
        if (n === 2) end(socket);
        else send(socket, { delta: 'Yes' }, { end: true });
      };
      await serving(answer, async ({ target, handshakes, messages }) => {
        const first = await target.ask(queryOf('Hi'), callOf());
        const second = await target.ask(queryOf('Hi'), callOf());
        expect(first).not.toHaveProperty('reconnections');
        expect(second).toMatchObject({ outcome: 'ok', answer: 'Yes', reconnections: 1 });
        expect({ sockets: handshakes.length, messages: messages.length }).toEqual({
          sockets: 2,
          messages: 3,
        });
      });
    },
  );

  it('a WebSocket request that is cut while it waits for its idle socket is not sent', async () => {
    await serving(
      (socket) => send(socket, { delta: 'Yes' }, { end: true }),
      async ({ target, messages }) => {
        await target.ask(queryOf('Hi'), callOf());
        const cut = new AbortController();
        setImmediate(() => cut.abort('stopped'));
        const second = await target.ask(queryOf('Hi'), { ...callOf(), signal: cut.signal });
        expect(second).toMatchObject({ outcome: 'interrupted', stamps: {} });
        expect(second.stamps).not.toHaveProperty('sent');
        expect(messages).toHaveLength(1);
      },
    );
  });

  it('a new WebSocket that closes in the same way is a failure', async () => {
    const answer = (socket: WebSocket, n: number): void => {
      if (n > 1) socket.terminate();
      else send(socket, { delta: 'Yes' }, { end: true });
    };
    await serving(answer, async ({ target, messages }) => {
      await target.ask(queryOf('Hi'), callOf());
      expect(await target.ask(queryOf('Hi'), callOf())).toMatchObject({ outcome: 'server_error' });
      expect(messages).toHaveLength(3);
    });
  });

  it('a WebSocket target sends a message and reads messages up to the end marker', async () => {
    await serving(
      (socket) =>
        send(socket, { delta: 'Hel' }, { delta: 'lo', end: false }, { end: true, tokens: 2 }),
      async ({ target, handshakes, messages }) => {
        const reply = await target.ask(queryOf('Hi'), callOf());
        expect(reply).toMatchObject({
          outcome: 'ok',
          answer: 'Hello',
          chunks: 2,
          tokens: { output: 2, source: 'reported' },
        });
        expect(messages).toEqual(['{"action":"ask","q":"Hi"}']);
        expect(handshakes).toMatchObject([
          { url: '/prod', authorization: 'Bearer secret', 'x-team': 'load' },
        ]);
      },
    );
  });

  it('a WebSocket is kept for the next request, and replaced after an abort', async () => {
    await serving(
      (socket, n) => {
        if (n !== 2) send(socket, { delta: String(n), end: true });
      },
      async ({ target, handshakes }) => {
        expect(await target.ask(queryOf('Hi'), callOf())).toMatchObject({ answer: '1' });
        const signal = AbortSignal.timeout(30);
        expect((await target.ask(queryOf('Hi'), callOf({ signal }))).outcome).toBe('timeout');
        expect(handshakes).toHaveLength(1);
        const reply = await target.ask(queryOf('Hi'), callOf());
        expect(reply).toMatchObject({ outcome: 'ok', answer: '3' });
        expect(reply.stamps.connected).toBeDefined();
        expect(handshakes).toHaveLength(2);
      },
    );
  });

  it('a late message is not taken for part of the next answer', async () => {
    await serving(
      (socket, n) => send(socket, { delta: String(n), end: true }, { delta: 'late' }),
      async ({ target }) => {
        const ask = () => target.ask(queryOf('Hi'), callOf());
        const replies = [await ask(), await ask(), await ask()];
        expect(replies.map(({ answer }) => answer)).toEqual(['1', '2', '3']);
      },
    );
  });

  it.each([
    ['Internal server error', 'server_error', 'InternalServerErrorException'],
    ['Too Many Requests', 'throttled', 'TooManyRequestsException'],
    ['Endpoint request timed out', 'timeout', 'TIMEOUT'],
    ['Forbidden', 'refused_request', 'AccessDeniedException'],
  ])('API Gateway’s message "%s" is read', async (message, outcome, name) => {
    const reply = await ask((socket) =>
      send(socket, { message, connectionId: 'c', requestId: 'r' }),
    );
    expect(reply).toMatchObject({ outcome, error: { name, message } });
  });

  it('a WebSocket answer that breaks off is incomplete and keeps what came', async () => {
    const reply = await ask((socket) => {
      send(socket, { delta: 'Hel' });
      socket.close(1009, 'too big');
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Hel' });
    expect(reply.error?.message).toMatch(/in the middle of an answer \(code 1009\)/);
  });

  it('a WebSocket that closes without an answer is a server error', async () => {
    const reply = await ask((socket) => socket.close(1011));
    expect(reply).toMatchObject({ outcome: 'server_error', error: { name: 'ConnectionClosed' } });
  });

  it.each([
    [403, 'refused_request'],
    [429, 'throttled'],
    [503, 'server_error'],
  ])('a handshake refused with %i is read', async (status, outcome) => {
    expect(await ask(status)).toMatchObject({
      outcome,
      error: { status, message: 'Forbidden' },
    });
  });

  it('a message that is not JSON is shown', async () => {
    const reply = await ask((socket) => socket.send('hello?'));
    expect(reply).toMatchObject({ outcome: 'model_error' });
    expect(reply.error?.message).toContain('hello?');
  });
});
