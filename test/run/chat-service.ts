import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
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

/** Answers every request with a chat completion. */
export const answerChat: RequestListener = (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      choices: [{ message: { content: 'Twelve days.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 3 },
    }),
  );
};

/** The target of a model that is asked at an origin of one's own, and answers whole. */
export const chatTarget = (origin: string, more: object = {}) => ({
  kind: 'openai',
  url: `${origin}/v1`,
  model: 'own-model',
  stream: false,
  ...more,
});
