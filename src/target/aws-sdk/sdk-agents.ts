import { Agent } from 'node:https';
import type { AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientConfig } from '../contract/client-config.ts';
import { type Network, networkOf } from '../network/network.ts';
import { openTunnel } from '../network/tunnel.ts';

/**
 * SdkAgents are what an AWS client of the SDK's own transport is made with, so that it reaches its
 * service as our targets are reached: through the proxy of the environment, trusting the scenario's
 * authorities. An `http:` endpoint, which stands in for AWS, is asked straight.
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

  override createConnection(...[options, give]: Parameters<Dial>): ReturnType<Dial> {
    const { host, port } = place(options);
    const { proxyOf, trust } = this.#network;
    const proxy = proxyOf(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
    if (proxy === undefined) return super.createConnection(options, give);
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const trusted = trust === undefined ? {} : { secureContext: trust };
    openTunnel(proxy, { host, port }, trust, {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- with an error there is no socket
      failed: (error) => give?.(error, undefined as unknown as Socket),
      opened: (tunnel) => give?.(null, connectTls({ socket: tunnel, ...servername, ...trusted })),
    });
    return undefined;
  }
}

function place({ host, port }: Parameters<Dial>[0]): { host: string; port: number } {
  return { host: host ?? 'localhost', port: Number(port ?? 443) };
}
