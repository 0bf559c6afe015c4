import { describe, expect, it } from 'vitest';
import { tapBody, tapHead } from '../../../src/target/aws-sdk/sdk-tap.ts';
import type { ResponseHandler } from '../../../src/target/http/exchange.ts';

function recorder(): ResponseHandler & { readonly events: string[] } {
  const events: string[] = [];
  return {
    events,
    head: ({ status }) => events.push(`head ${status}`),
    read: (bytes) => events.push(bytes.toString()),
    end: () => events.push('end'),
  };
}

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  let text = '';
  for await (const part of body) text += Buffer.from(part).toString();
  return text;
}

/** Feeds a receiver from one buffer, as sockets do: each read overwrites the last. */
function feed(receiver: ResponseHandler, status: number, ...texts: readonly string[]): void {
  const buffer = Buffer.alloc(10);
  receiver.head({ status, headers: {} });
  for (const text of texts) {
    receiver.read(buffer.subarray(0, buffer.write(text)), 0, 1);
  }
}

describe.each([
  ['tapHead', tapHead],
  ['tapBody', tapBody],
])('%s', (name, tapped) => {
  it(`${name} passes everything to the receiver`, () => {
    const receiver = recorder();
    const tap = tapped(receiver);
    feed(tap.receiver, 200, 'one', 'two');
    tap.receiver.end();
    expect(receiver.events).toEqual(['head 200', 'one', 'two', 'end']);
    expect(tap.head()).toEqual({ status: 200, headers: {} });
  });

  it(`${name} gives the SDK the complete refusal though its buffer is overwritten`, async () => {
    const tap = tapped(recorder());
    feed(tap.receiver, 429, 'too', 'few');
    tap.receiver.end();
    tap.close();
    expect(await textOf(tap.body(true))).toBe('toofew');
  });
});

describe('tapHead', () => {
  it.each([true, false])(
    'tapHead gives the SDK no body of a success (events: %s)',
    async (ofEvents) => {
      const tap = tapHead(recorder());
      feed(tap.receiver, 200, 'one');
      expect(await tap.ready).toMatchObject({ status: 200 });
      expect(await textOf(tap.body(ofEvents))).toBe('');
    },
  );
});

describe('tapBody', () => {
  it('tapBody gives the SDK a success as it comes', async () => {
    const tap = tapBody(recorder());
    feed(tap.receiver, 200, 'one');
    expect(await tap.ready).toMatchObject({ status: 200 });
    const body = textOf(tap.body(true));
    tap.receiver.read(Buffer.from('two'), 0, 2);
    tap.receiver.end();
    tap.close();
    expect(await body).toBe('onetwo');
  });

  it('tapBody ends the body with an error if the exchange ended early', async () => {
    const tap = tapBody(recorder());
    feed(tap.receiver, 200, 'one');
    const body = textOf(tap.body(true));
    tap.close();
    await expect(body).rejects.toThrow('the response was cut');
  });
});
