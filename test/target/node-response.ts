import { request } from 'node:http';
import { Duplex } from 'node:stream';

/** How a client understands the bytes of one connection after one request. */
export type Understanding =
  | 'refused'
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Whether the response was complete when the connection ended. */
      readonly whole: boolean;
    };

/** Returns how Node's own client (llhttp) understands a response from these reads. */
export function understoodByNode(deltas: readonly Buffer[]): Promise<Understanding> {
  const connection = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => done(),
  });
  return new Promise((resolve) => {
    const sentRequest = request({ method: 'POST', createConnection: () => connection });
    let isUnderstood = false;
    const settle = (understanding: Understanding): void => {
      isUnderstood = true;
      resolve(understanding);
      sentRequest.destroy();
      connection.destroy();
    };
    sentRequest.on('response', (response) => {
      isUnderstood = true;
      let body = '';
      let isRefused = false;
      response.setEncoding('latin1');
      response.on('data', (text: string) => (body += text));
      response.on('error', (error: NodeJS.ErrnoException) => {
        isRefused = error.code?.startsWith('HPE_') === true;
      });
      response.on('close', () => {
        const { statusCode = 0, rawHeaders, complete } = response;
        const headers: Record<string, string> = {};
        for (let at = 0; at < rawHeaders.length; at += 2) {
          const name = (rawHeaders[at] ?? '').toLowerCase();
          const value = rawHeaders[at + 1] ?? '';
          headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
        }
        settle(isRefused ? 'refused' : { status: statusCode, headers, body, whole: complete });
      });
    });
    sentRequest.on('upgrade', () => settle('refused'));
    sentRequest.on('error', (error: NodeJS.ErrnoException) => {
      if (!isUnderstood || error.code?.startsWith('HPE_') === true) settle('refused');
    });
    sentRequest.end('hello');
    setImmediate(() => {
      for (const delta of deltas) connection.push(delta);
      connection.push(null);
    });
  });
}
