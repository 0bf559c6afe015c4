import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/target/contract/target.ts';
import { hasBegun } from '../../../src/target/decode/begun.ts';

type Parts = Pick<Reply, 'outcome' | 'stamps' | 'error'>;
const failed = (name: string, more: Partial<Parts> = {}, status?: number): Parts => ({
  outcome: 'server_error',
  stamps: { sent: 1 },
  error: { name, message: 'so', ...(status === undefined ? {} : { status }) },
  ...more,
});

describe('hasBegun', () => {
  it.each<[string, boolean, Parts]>([
    ['whose connection was reset', true, failed('ECONNRESET')],
    ['whose connection was closed', true, failed('ConnectionClosed')],
    ['whose stream over HTTP/2 was reset', true, failed('ERR_HTTP2_STREAM_ERROR')],
    [
      'refused in the middle of its answer',
      true,
      failed('ThrottlingException', { outcome: 'throttled', stamps: { sent: 1, firstToken: 5 } }),
    ],
    [
      'refused in the first frame',
      false,
      failed('InternalServerException', { stamps: { sent: 1, firstEvent: 5 } }),
    ],
    ['refused by its status', false, failed('InternalServerException', {}, 500)],
    ['refused by the port', false, failed('ECONNREFUSED')],
    ['whose host has no address', false, failed('ENOTFOUND')],
    ['that was answered', false, { outcome: 'ok', stamps: { sent: 1, firstToken: 2 } }],
  ])('a model may have begun on a request %s: %s', (_, begun, reply) => {
    expect(hasBegun(reply)).toBe(begun);
  });
});
