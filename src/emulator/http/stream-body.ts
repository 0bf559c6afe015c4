import type { ServerResponse } from 'node:http';

/** A StreamBody is how the bytes of a streamed response get out, several at a time in one write. */
export interface StreamBody {
  write(parts: readonly Uint8Array[]): void;
  end(parts: readonly Uint8Array[]): void;
}

/** Over HTTP/2, and wherever node:http is to do it all. */
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
 * Over HTTP/1.1: chunks (RFC 9112, 7.1) straight to the socket, once the head has gone the ordinary
 * way. What node:http does for each write costs more than the write.
 */
export function createChunkedBody(response: ServerResponse): StreamBody {
  let begun = false;
  return {
    write(parts) {
      if (parts.length === 0) return;
      const { socket } = response;
      // A response whose turn on its connection has not come has no socket yet.
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
