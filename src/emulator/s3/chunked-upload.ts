import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns the content of a chunked upload, whose chunks are signed or checksummed one by one (S3
 * user guide, "Signature calculations: transferring payload in multiple chunks"): `<size in
 * hex>[;chunk-signature=…]`, a line break, the chunk, a line break. A chunk of size 0 ends the
 * body, and trailers may follow. Returns any other body unchanged.
 */
export function plainBody(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const coding = headers['content-encoding'] ?? '';
  const chunked = coding.split(',').some((each) => each.trim() === 'aws-chunked');
  return chunked ? joined(body) : body;
}

function joined(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd === -1 || !(size > 0)) return Buffer.concat(chunks);
    const start = lineEnd + 2;
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}
