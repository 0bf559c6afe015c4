import { request } from 'node:http';
import { Duplex } from 'node:stream';

/** What a client makes of the bytes of one connection on which it asked once. */
export type Understanding =
  | 'refused'
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Whether the response was whole when the connection ended. */
      readonly whole: boolean;
    };

/** How Node's own client (llhttp) understands a response that comes in these pieces before the end. */
export function understoodByNode(deltas: readonly Buffer[]): Promise<Understanding> {
  const connection = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => done(),
  });
  return new Promise((resolve) => {
    const asked = request({ method: 'POST', createConnection: () => connection });
    let isUnderstood = false;
    const settle = (understanding: Understanding): void => {
      isUnderstood = true;
      resolve(understanding);
      asked.destroy();
      connection.destroy();
    };
    asked.on('response', (response) => {
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
    asked.on('upgrade', () => settle('refused'));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (!isUnderstood || error.code?.startsWith('HPE_') === true) settle('refused');
    });
    asked.end('hello');
    setImmediate(() => {
      for (const delta of deltas) connection.push(delta);
      connection.push(null);
    });
  });
}
