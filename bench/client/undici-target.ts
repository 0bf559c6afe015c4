import { Pool } from 'undici';
import type { Target } from '../../src/target/contract/target.ts';
import { chatRequest } from './chat-request.ts';
import { replyOf } from './stamped-reply.ts';

/** An undici target asks by `Pool.dispatch` or `Pool.request`; of the body it scans and keeps the bytes. */
export function createUndiciTarget(
  url: string,
  { api, stream }: { readonly api: 'dispatch' | 'request'; readonly stream: boolean },
): Target {
  const { origin } = new URL(url);
  const pool = new Pool(origin, { connections: 20_000, headersTimeout: 0, bodyTimeout: 0 });
  return {
    name: `undici ${api}`,
    async ask(query, { clock }) {
      const { path, headers, body } = chatRequest(origin, query, stream);
      const sent = clock.now();
      const reads: Uint8Array[] = [];
      const times: number[] = [];
      let ends = 0;
      if (api === 'request') {
        const response = await pool.request({ method: 'POST', path, headers, body });
        const text = await response.body.text();
        JSON.parse(text);
        return replyOf(sent, [clock.now()], []);
      }
      return new Promise((resolve, reject) => {
        pool.dispatch(
          { method: 'POST', path, headers, body },
          {
            onRequestStart: () => undefined,
            onResponseStart: () => undefined,
            onResponseData(_, bytes) {
              times.push(clock.now());
              reads.push(bytes);
              ends += countLines(bytes);
            },
            onResponseEnd() {
              if (!stream) JSON.parse(Buffer.concat(reads).toString());
              if (stream && ends === 0) throw new Error('no event ended');
              resolve(replyOf(sent, times, reads));
            },
            onResponseError: (_, error) => reject(error),
          },
        );
      });
    },
    close: () => pool.destroy(),
  };
}

/** A scan in place, the least that a reader of events does. */
function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 0x0a) lines += 1;
  return lines;
}
