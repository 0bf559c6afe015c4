import type { PendingRequest } from '../connection/connection.ts';
import { dispatch } from '../connection/transport.ts';
import type { Transport } from '../connection/transport.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { http2Request } from './http2-request.ts';
import type { Http2Request } from './http2-request.ts';
import { openHttp2Session } from './http2-session.ts';
import type { Http2Session } from './http2-session.ts';
import { openTunnelledSession } from './http2-tunnel.ts';

/**
 * An Http2Transport carries requests over HTTP/2, as those do who leave the AWS SDK to its default.
 *
 * `shared` sends all requests to an origin over one session; those beyond the streams that the server
 * allows wait inside the client, and one lost packet holds all of them up. `each` opens a session for
 * every request at its due instant and closes it behind the answer, so that connecting is inside
 * every time; that is the SDK's own default for Bedrock.
 *
 * Nothing is sent twice, but for one case, as over HTTP/1.1: what a session that was connected before
 * lost without a frame of a response (see Http2Session) goes out again on a new one, once. Any other
 * stream that was reset and any session that broke is what became of the request.
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
        ? openHttp2Session(origin, options, network.trust)
        : openTunnelledSession(origin, proxy, network, options);
    open.add(session);
    return session;
  }

  function sharedSession(origin: string, but?: Http2Session): Http2Session {
    const known = shared.get(origin);
    if (known !== but && known?.usable === true) return known;
    const session = openSession(origin);
    shared.set(origin, session);
    return session;
  }

  /** The way of one request: a session that carries it, and can be told that it is called off. */
  function wayTo(origin: string, request: Http2Request) {
    let reset: () => void = () => undefined;
    return {
      run(pending: PendingRequest): void {
        const session = sessions === 'each' ? openSession(origin) : sharedSession(origin);
        reset = session.track(pending, request, () => {
          if (!pending.reconnecting()) return;
          const next = sharedSession(origin, session);
          // Others may have opened it before: lost on that one as well, it failed.
          reset = next.track(pending, request, (error) => pending.fail(error));
        });
      },
      withdraw: () => reset(),
    };
  }

  return {
    async exchange(request, call, receiver) {
      const framed = http2Request(request);
      await call.gate?.();
      return dispatch(wayTo(request.origin, framed), framed.body, call, receiver);
    },
    async close() {
      for (const session of open) session.destroy();
    },
  };
}
