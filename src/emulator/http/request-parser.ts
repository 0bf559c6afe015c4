/** Parses the HTTP/1.1 requests of one connection. */
export interface RequestParser {
  /** Throws a MalformedRequest, after which the connection must be closed. */
  read(bytes: Buffer): void;
}

export interface ParsedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Thrown for a chunked body and for a request above the size limit. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}

/** Largest request, head and body, bytes: the calibration's own requests have a few hundred. */
const REQUEST_LIMIT = 1024 * 1024;

const BLANK_LINE = '\r\n\r\n';

/**
 * Parses as much of HTTP/1.1 as clients that send a content length need (RFC 9112, 6.2), at a tenth
 * of node:http's cost.
 */
export function createRequestParser(onRequest: (request: ParsedRequest) => void): RequestParser {
  let pending: Buffer = Buffer.alloc(0);
  return {
    read(bytes) {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      if (pending.length > REQUEST_LIMIT) {
        throw new MalformedRequest(`Send at most ${REQUEST_LIMIT} bytes a request.`);
      }
      for (;;) {
        const headEnd = pending.indexOf(BLANK_LINE);
        if (headEnd < 0) return;
        const { method, path, headers } = readHead(pending.toString('latin1', 0, headEnd));
        if (headers.has('transfer-encoding')) {
          throw new MalformedRequest('Send a content-length; this server reads no chunked body.');
        }
        const bodyAt = headEnd + BLANK_LINE.length;
        const bodyEnd = bodyAt + Number(headers.get('content-length') ?? 0);
        if (pending.length < bodyEnd) return;
        const body = pending.toString('utf8', bodyAt, bodyEnd);
        pending = pending.subarray(bodyEnd);
        onRequest({ method, path, headers, body });
      }
    },
  };
}

function readHead(text: string): Pick<ParsedRequest, 'method' | 'path' | 'headers'> {
  const [start = '', ...lines] = text.split('\r\n');
  const [method = '', path = ''] = start.split(' ');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { method, path, headers };
}
