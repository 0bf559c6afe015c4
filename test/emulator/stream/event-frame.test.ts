import { EventStreamCodec } from '@smithy/core/event-streams';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { corrupted, eventFrame, exceptionFrame } from '../../../src/emulator/stream/event-frame.ts';

it('an event frame equals AWS’s byte for byte', () => {
  const frame = eventFrame('messageStart', Buffer.from('{"role":"assistant"}'));
  expect(Buffer.from(frame).toString('hex')).toBe(
    '000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22726f6c65223a22617373697374616e74227d6fa8c599',
  );
});

it('an exception frame equals AWS’s byte for byte', () => {
  const frame = exceptionFrame('throttlingException', { message: 'slow' });
  expect(Buffer.from(frame).toString('hex')).toBe(
    '0000008300000061a9d144e50f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22736c6f77227d9350311c',
  );
});

it('a corrupted frame has a wrong checksum, the same length and an unchanged original', () => {
  const frame = eventFrame('messageStart', Buffer.from('{}'));
  const before = Buffer.from(frame).toString('hex');
  const broken = Buffer.from(corrupted(frame)).toString('hex');
  expect(broken.slice(0, -2)).toBe(before.slice(0, -2));
  expect(broken).not.toBe(before);
  expect(Buffer.from(frame).toString('hex')).toBe(before);
});

it('an event frame is decoded by the AWS SDK’s codec, whatever the body', () => {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString(),
    (text) => Buffer.from(text),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.stringMatching(/^[a-zA-Z]{1,20}$/),
      (body, type) => {
        const { headers, body: read } = codec.decode(
          eventFrame(type, body, 'application/octet-stream'),
        );
        expect([...read]).toEqual([...body]);
        expect(headers).toEqual({
          ':event-type': { type: 'string', value: type },
          ':content-type': { type: 'string', value: 'application/octet-stream' },
          ':message-type': { type: 'string', value: 'event' },
        });
      },
    ),
  );
});
