import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { PendingRequest } from '../../../src/target/connection/connection.ts';
import { dispatch } from '../../../src/target/connection/dispatch.ts';
import { callOf } from '../asking.ts';

const receiver = { head: () => undefined, read: () => undefined, end: () => undefined };

/** A pool that only remembers its last request. */
function rememberingPool() {
  const sent: PendingRequest[] = [];
  return {
    sent,
    pool: { run: (pending: PendingRequest) => void sent.push(pending), withdraw: () => undefined },
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

describe('dispatch', () => {
  it('the bytes of a request are released once its response has begun', async () => {
    const { pool, sent } = rememberingPool();
    const sendBytes = (): WeakRef<Uint8Array> => {
      const bytes = new Uint8Array(1000);
      void dispatch(pool, bytes, callOf(), receiver);
      return new WeakRef(bytes);
    };
    const bytes = sendBytes();
    await setImmediate();
    collectGarbage();
    expect(bytes.deref()).toBeDefined();
    if (sent[0] !== undefined) sent[0].bytes = new Uint8Array();
    await setImmediate();
    collectGarbage();
    expect(bytes.deref()).toBeUndefined();
  });

  it('a request whose call was aborted before is not sent', async () => {
    const { pool, sent } = rememberingPool();
    const call = { ...callOf(), signal: AbortSignal.abort('stopped') };
    const timings = await dispatch(pool, new Uint8Array(1), call, receiver);
    expect(timings).toMatchObject({ stamps: {}, aborted: true, error: 'stopped' });
    expect(sent).toEqual([]);
  });
});
