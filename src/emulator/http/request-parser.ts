/** A RequestParser finds HTTP/1.1 requests in what one connection brings. */
export interface RequestParser {
  /** Throws a MalformedRequest; the connection is then of no more use. */
  read(bytes: Buffer): void;
}

export interface ParsedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A MalformedRequest has a body whose length is not told beforehand, or is too large. */
export class MalformedRequest extends Error {
  override readonly name = 'UnscannableRequest';
}

/** Bytes of one request, head and body: a calibration's own requests are a few hundred. */
const REQUEST_LIMIT = 1024 * 1024;

const BLANK_LINE = '\r\n\r\n';

/** Enough of HTTP for clients that send a content length (RFC 9112, 6.2), at a tenth of node:http's cost. */
export function createRequestParser(onRequest: (request: ParsedRequest) => void): RequestParser {
  let waiting: Buffer = Buffer.alloc(0);
  return {
    read(bytes) {
      waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
      if (waiting.length > REQUEST_LIMIT) {
        throw new MalformedRequest(`Send at most ${REQUEST_LIMIT} bytes a request.`);
      }
      for (;;) {
        const headEnd = waiting.indexOf(BLANK_LINE);
        if (headEnd < 0) return;
        const { method, path, headers } = readHead(waiting.toString('latin1', 0, headEnd));
        if (headers.has('transfer-encoding')) {
          throw new MalformedRequest('Send a content-length; this server reads no chunked body.');
        }
        const bodyAt = headEnd + BLANK_LINE.length;
        const bodyEnd = bodyAt + Number(headers.get('content-length') ?? 0);
        if (waiting.length < bodyEnd) return;
        const body = waiting.toString('utf8', bodyAt, bodyEnd);
        waiting = waiting.subarray(bodyEnd);
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
