import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { useEmulator } from '../running-emulator.ts';

const running = useEmulator(['first', 'second']);

/** Parses the first HTTP/1.1 response of the bytes: its body without chunks, and the rest. */
function takeResponse(text: string): { body: string; rest: string } {
  let rest = text.slice(text.indexOf('\r\n\r\n') + 4);
  let body = '';
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, end), 16);
    body += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 2 + size + 2);
    if (size === 0) return { body, rest };
  }
}

it('a chunked body is well-formed for each of two pipelined requests', async () => {
  const { hostname, port } = new URL(running.emulator.url);
  const request = (model: string): string => {
    const messages = [{ role: 'user', content: 'filler words without end' }];
    const body = JSON.stringify({ model, stream: true, messages });
    return `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
  const socket = connect(Number(port), hostname);
  socket.write(request('first') + request('second'));
  let text = '';
  await new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (text.split('data: [DONE]').length === 3 && text.endsWith('0\r\n\r\n')) resolve();
    });
  });
  socket.destroy();
  const first = takeResponse(text);
  const second = takeResponse(first.rest);
  expect(second.rest).toBe('');
  const models = [first, second].map(({ body }) =>
    body
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => String(JSON.parse(event.slice('data: '.length)).model)),
  );
  expect(models.map((names) => [...new Set(names)])).toEqual([['first'], ['second']]);
});
