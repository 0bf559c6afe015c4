import { MalformedResponse } from '../../src/target/http/malformed-response.ts';
import { ResponseParser } from '../../src/target/http/response-parser.ts';
import type { Understanding } from './node-response.ts';

/** Returns how our parser understands a response from these reads. */
export function understoodByUs(deltas: readonly Buffer[]): Understanding {
  let status: number | undefined;
  let headers: Record<string, string> = {};
  let body = '';
  let whole = false;
  const parser = new ResponseParser({
    head({ head }) {
      status = head.status;
      headers = Object.fromEntries(
        Object.entries(head.headers).map(([name, value]) => [name, value ?? '']),
      );
    },
    body: (bytes) => (body += bytes.toString('latin1')),
    end: () => (whole = true),
  });
  try {
    for (const delta of deltas) {
      for (let at = 0; at < delta.length && !whole;) at = parser.read(delta, at, delta.length);
    }
    if (!whole) parser.close();
  } catch (error) {
    if (error instanceof MalformedResponse) return 'refused';
    throw error;
  }
  return status === undefined ? 'refused' : { status, headers, body, whole };
}

/** Returns the answer; a response that is refused or cut is no answer. */
export function answerIn(
  understanding: Understanding,
): Exclude<Understanding, 'refused'> | 'no answer' {
  return understanding !== 'refused' && understanding.whole ? understanding : 'no answer';
}
