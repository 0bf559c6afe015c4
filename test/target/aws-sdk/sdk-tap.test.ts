import { describe, expect, it } from 'vitest';
import { tapBody, tapHead } from '../../../src/target/aws-sdk/sdk-tap.ts';
import type { ResponseHandler } from '../../../src/target/http/exchange.ts';

function heard(): ResponseHandler & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    head: ({ status }) => told.push(`head ${status}`),
    read: (bytes) => told.push(bytes.toString()),
    end: () => told.push('end'),
  };
}

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  let text = '';
  for await (const part of body) text += Buffer.from(part).toString();
  return text;
}

/** All sockets read into one buffer: what comes next overwrites what came. */
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
])('%s', (_, tapped) => {
  it('hands all on to the receiver', () => {
    const receiver = heard();
    const tap = tapped(receiver);
    feed(tap.receiver, 200, 'one', 'two');
    tap.receiver.end();
    expect(receiver.told).toEqual(['head 200', 'one', 'two', 'end']);
    expect(tap.head()).toEqual({ status: 200, headers: {} });
  });

  it('gives the SDK a refusal whole, though the bytes change behind it', async () => {
    const tap = tapped(heard());
    feed(tap.receiver, 429, 'too', 'few');
    tap.receiver.end();
    tap.close();
    expect(await textOf(tap.body(true))).toBe('toofew');
  });
});

describe('tapHead', () => {
  it.each([true, false])('gives the SDK nothing of a success (events: %s)', async (ofEvents) => {
    const tap = tapHead(heard());
    feed(tap.receiver, 200, 'one');
    expect(await tap.ready).toMatchObject({ status: 200 });
    expect(await textOf(tap.body(ofEvents))).toBe('');
  });
});

describe('tapBody', () => {
  it('gives the SDK a success while it comes', async () => {
    const tap = tapBody(heard());
    feed(tap.receiver, 200, 'one');
    expect(await tap.ready).toMatchObject({ status: 200 });
    const body = textOf(tap.body(true));
    tap.receiver.read(Buffer.from('two'), 0, 2);
    tap.receiver.end();
    tap.close();
    expect(await body).toBe('onetwo');
  });

  it('breaks the body off where the exchange ended before it', async () => {
    const tap = tapBody(heard());
    feed(tap.receiver, 200, 'one');
    const body = textOf(tap.body(true));
    tap.close();
    await expect(body).rejects.toThrow('the response was cut');
  });
});
