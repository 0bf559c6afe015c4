import { Agent } from 'node:https';
import type { AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientConfig } from '../contract/client-config.ts';
import { type Network, networkOf } from '../network/network.ts';
import { openTunnel } from '../network/tunnel.ts';

/**
 * Agents for an AWS client with the SDK's own transport, so that it reaches its service as the
 * targets do: through the proxy of the environment, trusting the scenario's authorities. An `http:`
 * endpoint, which replaces AWS, is reached directly.
 */
export interface SdkAgents {
  readonly httpsAgent: Agent;
}

export function sdkAgents(clientConfig: ClientConfig): SdkAgents {
  const network = networkOf(clientConfig);
  const options = { keepAlive: true, maxSockets: clientConfig.connections };
  const { trust } = network;
  return {
    httpsAgent: new TunnelAgent(network, {
      ...options,
      ...(trust === undefined ? {} : { secureContext: trust }),
    }),
  };
}

type Dial = Agent['createConnection'];

class TunnelAgent extends Agent {
  readonly #network: Network;

  constructor(network: Network, options: AgentOptions) {
    super(options);
    this.#network = network;
  }

  override createConnection(...[options, callback]: Parameters<Dial>): ReturnType<Dial> {
    const { host, port } = destinationOf(options);
    const { proxyOf, trust } = this.#network;
    const proxy = proxyOf(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
    if (proxy === undefined) return super.createConnection(options, callback);
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const trusted = trust === undefined ? {} : { secureContext: trust };
    openTunnel(proxy, { host, port }, trust, {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- with an error there is no socket
      failed: (error) => callback?.(error, undefined as unknown as Socket),
      opened: (tunnel) =>
        callback?.(null, connectTls({ socket: tunnel, ...servername, ...trusted })),
    });
    return undefined;
  }
}

function destinationOf({ host, port }: Parameters<Dial>[0]): { host: string; port: number } {
  return { host: host ?? 'localhost', port: Number(port ?? 443) };
}
