import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { parseHead } from '../http/response-head.ts';
import type { Proxy } from './proxy.ts';
import type { Trust } from './trust.ts';

/** A ProxyFailure is a proxy that cannot be reached, or does not let a connection through. */
export class ProxyFailure extends Error {
  override readonly name: 'ProxyUnreachable' | 'ProxyRefused';

  constructor(name: ProxyFailure['name'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** What a socket said while it was on its way to a proxy. */
export function unreachableProxy({ address }: Proxy, error: unknown): ProxyFailure {
  const why = error instanceof Error ? error.message || String(error) : String(error);
  return new ProxyFailure(
    'ProxyUnreachable',
    `The proxy ${address} was not reached: ${why}.`,
    error,
  );
}

export interface TunnelEnd {
  /** Bytes go through from now on; it is paused, and nobody listens to it yet. */
  opened(socket: Socket): void;
  failed(error: ProxyFailure): void;
}

interface Far {
  readonly host: string;
  readonly port: number;
}

/** A proxy has this much room to answer CONNECT in. */
const LARGEST_HEAD = 65_536;

/** Opens a socket to a proxy. */
export function connectProxy(
  { host, port, secure }: Proxy,
  trust: Trust,
  more: object = {},
): Socket {
  const tcp = { host, port, noDelay: true, keepAlive: true, ...more };
  if (!secure) return connectTcp(tcp);
  return connectTls({
    ...tcp,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trust === undefined ? {} : { secureContext: trust }),
  });
}

/**
 * Opens a tunnel through a proxy to a host: CONNECT (RFC 9110, 9.3.6). The socket that it returns may
 * be destroyed; then, and only then, neither end is told.
 */
export function openTunnel(proxy: Proxy, far: Far, trust: Trust, end: TunnelEnd): Socket {
  const to = `${isIP(far.host) === 6 ? `[${far.host}]` : far.host}:${far.port}`;
  const socket = connectProxy(proxy, trust);
  let answer = '';
  let ready = false;
  let done = false;

  const settle = (tell: () => void): void => {
    if (done) return;
    done = true;
    // Whoever takes the socket over listens to it; one that is left must not end the process.
    socket.on('error', () => undefined);
    socket.off('data', onData).off('error', onError).off('end', onEnd).off('close', onClose);
    tell();
  };
  const refuse = (why: string): void =>
    settle(() => {
      socket.destroy();
      const message = `The proxy ${proxy.address} opened no tunnel to ${to}: ${why}.`;
      end.failed(new ProxyFailure('ProxyRefused', message));
    });
  const onError = (error: Error): void => {
    if (ready) return refuse(error.message);
    settle(() => end.failed(unreachableProxy(proxy, error)));
  };
  const onEnd = (): void => refuse('it closed the connection');
  const onClose = (): void => settle(() => undefined);
  const onData = (bytes: Buffer): void => {
    answer += bytes.toString('latin1');
    const length = answer.indexOf('\r\n\r\n');
    if (length < 0) {
      if (answer.length > LARGEST_HEAD) refuse('its answer has no end');
      return;
    }
    const refusal = refusalIn(answer.slice(0, length));
    if (refusal !== undefined) return refuse(refusal);
    const rest = Buffer.from(answer.slice(length + 4), 'latin1');
    settle(() => {
      socket.pause();
      if (rest.length > 0) socket.unshift(rest);
      end.opened(socket);
    });
  };
  socket.on(proxy.secure ? 'secureConnect' : 'connect', () => {
    ready = true;
    const authorization =
      proxy.authorization === undefined ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
    socket.write(`CONNECT ${to} HTTP/1.1\r\nhost: ${to}\r\n${authorization}\r\n`);
  });
  socket.on('data', onData).on('error', onError).on('end', onEnd).on('close', onClose);
  return socket;
}

/** Why it is no tunnel; undefined for one. */
function refusalIn(head: string): string | undefined {
  try {
    const { status } = parseHead(head).head;
    if (status >= 200 && status < 300) return undefined;
    const reason = /^HTTP\/1\.[01] \d{3} ([\x20-\x7e]{1,80})/.exec(head)?.[1];
    return `HTTP ${status}${reason === undefined ? '' : ` ${reason}`}`;
  } catch {
    return 'its answer is not HTTP';
  }
}
