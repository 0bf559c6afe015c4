import type { ServerResponse } from 'node:http';

/** Writes the body of a streamed response, all given parts in one write. */
export interface StreamBody {
  write(parts: readonly Uint8Array[]): void;
  end(parts: readonly Uint8Array[]): void;
}

/** Writes through Node's own response: for HTTP/2 and HTTP/1.0. */
export function createPlainBody(response: ServerResponse): StreamBody {
  return {
    write(parts) {
      if (parts.length > 0) response.write(Buffer.concat(parts));
    },
    end(parts) {
      if (parts.length > 0) response.write(Buffer.concat(parts));
      response.end();
    },
  };
}

/**
 * Writes HTTP/1.1 chunks (RFC 9112, 7.1) directly to the socket after the first write, which
 * node:http sends with the head. node:http's work for each write costs more than the write itself.
 */
export function createChunkedBody(response: ServerResponse): StreamBody {
  let begun = false;
  return {
    write(parts) {
      if (parts.length === 0) return;
      const { socket } = response;
      // A pipelined response behind an unfinished one has no socket yet.
      if (!begun || socket === null) response.write(Buffer.concat(parts));
      else socket.write(chunk(parts));
      begun = true;
    },
    end(parts) {
      if (parts.length === 0) response.end();
      else response.end(Buffer.concat(parts));
    },
  };
}

function chunk(parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const size = length.toString(16);
  const bytes = Buffer.allocUnsafe(size.length + length + 4);
  let at = bytes.write(size, 'latin1');
  bytes[at++] = 13;
  bytes[at++] = 10;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes[at++] = 13;
  bytes[at] = 10;
  return bytes;
}
