import type { ClientConfig } from '../contract/client-config.ts';
import { type Proxy, proxyFor } from './proxy.ts';
import { type Trust, trustOf } from './trust.ts';

/** How this machine reaches origins: through which proxy, and with which trusted authorities. */
export interface Network {
  readonly proxyOf: (origin: string) => Proxy | undefined;
  readonly trust: Trust;
}

/** No proxy, and the authorities that Node trusts. */
export const DIRECT: Network = { proxyOf: () => undefined, trust: undefined };

/**
 * Returns the network that the environment and the scenario describe. Throws a Problem for settings
 * that cannot be used.
 */
export function networkOf({ ca }: Pick<ClientConfig, 'ca'>, env = process.env): Network {
  const known = new Map<string, Proxy | undefined>();
  return {
    trust: trustOf(ca),
    proxyOf(origin) {
      if (!known.has(origin)) known.set(origin, proxyFor(origin, env));
      return known.get(origin);
    },
  };
}
