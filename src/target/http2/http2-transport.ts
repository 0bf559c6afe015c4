import type { PendingRequest } from '../connection/connection.ts';
import { dispatch } from '../connection/dispatch.ts';
import type { Transport } from '../connection/transport.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { http2Request } from './http2-request.ts';
import type { Http2Request } from './http2-request.ts';
import { OpenSession, type Http2Session } from './http2-session.ts';
import { openTunnelledSession } from './http2-tunnel.ts';

/**
 * Sends requests over HTTP/2, the default of the AWS SDK.
 *
 * `shared` sends all requests to an origin over one session; requests above the server's stream
 * limit wait in the client, and one lost packet delays all of them. `each` opens a session for
 * every request at its due instant and closes it after the answer, so that the connection time is
 * part of every measurement; this is the SDK's own default for Bedrock.
 *
 * Nothing is sent twice, except in one case, as over HTTP/1.1: a request that an already connected
 * session lost without a frame of a response (see Http2Session) is sent again on a new one, once.
 * Any other reset stream or broken session is the result of the request.
 */
type Http2Transport = Transport;

export function createHttp2Transport(
  sessions: 'shared' | 'each',
  network: Network = DIRECT,
): Http2Transport {
  const open = new Set<Http2Session>();
  const shared = new Map<string, Http2Session>();

  function openSession(origin: string): Http2Session {
    const proxy = network.proxyOf(origin);
    const options = { lasting: sessions === 'shared', onClose: () => open.delete(session) };
    const session: Http2Session =
      proxy === undefined
        ? new OpenSession(origin, options, { trust: network.trust })
        : openTunnelledSession(origin, proxy, network, options);
    open.add(session);
    return session;
  }

  function sharedSession(origin: string, except?: Http2Session): Http2Session {
    const known = shared.get(origin);
    if (known !== except && known?.usable === true) return known;
    const session = openSession(origin);
    shared.set(origin, session);
    return session;
  }

  /** Returns the pool of one request: it sends the request over a session and can reset it. */
  function poolFor(origin: string, request: Http2Request) {
    let reset: () => void = () => undefined;
    return {
      run(pending: PendingRequest): void {
        const session = sessions === 'each' ? openSession(origin) : sharedSession(origin);
        reset = session.send(pending, request, () => {
          if (!pending.reconnecting()) return;
          const next = sharedSession(origin, session);
          // Another request may have opened the session before: if it is lost there too, it failed.
          reset = next.send(pending, request, (error) => pending.fail(error));
        });
      },
      withdraw: () => reset(),
    };
  }

  return {
    async exchange(request, call, receiver) {
      const framed = http2Request(request);
      await call.gate?.();
      return dispatch(poolFor(request.origin, framed), framed.body, call, receiver);
    },
    async close() {
      for (const session of open) session.destroy();
    },
  };
}
