import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Listens on a free loopback port until the test ends, and returns it. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Returns a port where nothing listens: it was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

const COMPLETION = JSON.stringify({
  choices: [{ message: { content: 'Twelve days.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 20, completion_tokens: 3 },
});

/** Answers every request with a chat completion. */
export const answerChat: RequestListener = (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(COMPLETION);
};

/** Starts a service that answers as `answerChat` until the test ends, and lists what it was asked. */
export async function chatRecorder(): Promise<{
  readonly origin: string;
  readonly asked: { readonly path: string; readonly body: string }[];
}> {
  const asked: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') asked.push({ path: request.url ?? '', body });
      answerChat(request, response);
    });
  });
  return { origin: `http://127.0.0.1:${await listening(server)}`, asked };
}

/** The target of a model that is asked at an origin of one's own, and answers whole. */
export const chatTarget = (origin: string, more: object = {}) => ({
  kind: 'openai',
  url: `${origin}/v1`,
  model: 'own-model',
  stream: false,
  ...more,
});
