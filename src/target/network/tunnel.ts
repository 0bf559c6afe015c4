import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { parseHead } from '../http/response-head.ts';
import type { Proxy } from './proxy.ts';
import type { Trust } from './trust.ts';

/** A proxy that cannot be reached, or that refuses a connection. */
export class ProxyFailure extends Error {
  override readonly name: 'ProxyUnreachable' | 'ProxyRefused';

  constructor(name: ProxyFailure['name'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** Returns the failure for an error of a socket that was connecting to a proxy. */
export function unreachableProxy({ address }: Proxy, error: unknown): ProxyFailure {
  const why = error instanceof Error ? error.message || String(error) : String(error);
  return new ProxyFailure(
    'ProxyUnreachable',
    `The proxy ${address} was not reached: ${why}.`,
    error,
  );
}

export interface TunnelEnd {
  /** The tunnel is open; the socket is paused and has no listeners yet. */
  opened(socket: Socket): void;
  failed(error: ProxyFailure): void;
}

interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Maximum size of a proxy's answer to CONNECT, characters. */
const LARGEST_HEAD = 65_536;

/** Opens a socket to a proxy. */
export function connectProxy(
  { host, port, secure }: Proxy,
  trust: Trust,
  options: object = {},
): Socket {
  const tcp = { host, port, noDelay: true, keepAlive: true, ...options };
  if (!secure) return connectTcp(tcp);
  return connectTls({
    ...tcp,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trust === undefined ? {} : { secureContext: trust }),
  });
}

/**
 * Opens a tunnel through a proxy to a host: CONNECT (RFC 9110, 9.3.6). The returned socket may be
 * destroyed; only then is neither callback called.
 */
export function openTunnel(
  proxy: Proxy,
  destination: Destination,
  trust: Trust,
  end: TunnelEnd,
): Socket {
  const to = `${isIP(destination.host) === 6 ? `[${destination.host}]` : destination.host}:${destination.port}`;
  const socket = connectProxy(proxy, trust);
  let answer = '';
  let ready = false;
  let done = false;

  const settle = (report: () => void): void => {
    if (done) return;
    done = true;
    // The new owner adds its own listener; without one, an error must not end the process.
    socket.on('error', () => undefined);
    socket.off('data', onData).off('error', onError).off('end', onEnd).off('close', onClose);
    report();
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

/** Returns why the proxy refused the tunnel; undefined if it did not. */
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
