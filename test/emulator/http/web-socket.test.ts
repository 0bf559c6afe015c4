import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { joinTexts, useEmulator, ANSWER } from '../running-emulator.ts';

const running = useEmulator(['/prod', '/prod/full'], {
  faults: [{ kind: 'throttle', probability: 1, on: '/prod/full' }],
});

const ASKED = {
  question: 'When are refunds paid?',
  passages: ['Refunds are paid within 14 days of the return. Shoes are sold in blue.'],
};

/** Sends one message and returns the messages up to the last or an error. */
async function converse(path: string, requestText: string): Promise<unknown[]> {
  const socket = new WebSocket(running.emulator.url.replace('http', 'ws') + path);
  await once(socket, 'open');
  const messages: unknown[] = [];
  const last = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const json: unknown = JSON.parse(data.toString());
      messages.push(json);
      if (JSON.stringify(json).match(/"done"|"connectionId"/)) resolve();
    });
  });
  socket.send(requestText);
  await last;
  socket.close();
  return messages;
}

describe.concurrent('the WebSocket API of the emulator', () => {
  it('a WebSocket message is answered by messages, the last of them marked as done', async () => {
    const messages = await converse('/prod', JSON.stringify(ASKED));
    expect(joinTexts(messages, 'delta')).toBe(ANSWER);
    expect(messages.at(-1)).toMatchObject({ done: true, usage: { outputTokens: 10 } });
  });

  it.each([
    ['/prod', 'no JSON', 'Invalid request body'],
    ['/prod/full', JSON.stringify(ASKED), 'Too Many Requests'],
  ])(
    'a WebSocket message is refused by a message, as API Gateway does: %s %s',
    async (path, requestText, message) => {
      expect(await converse(path, requestText)).toEqual([
        { message, connectionId: expect.any(String), requestId: expect.any(String) },
      ]);
    },
  );
});
