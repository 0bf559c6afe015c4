import type { ClientConfig } from '../contract/client-config.ts';
import { type Proxy, proxyFor } from './proxy.ts';
import { type Trust, trustOf } from './trust.ts';

/** A Network is how this machine reaches origins: through which proxy, and trusting whom. */
export interface Network {
  readonly proxyOf: (origin: string) => Proxy | undefined;
  readonly trust: Trust;
}

/** Straight to every origin, trusting whom Node trusts. */
export const DIRECT: Network = { proxyOf: () => undefined, trust: undefined };

/** What the environment and the scenario say of it. Throws a Problem for what cannot be used. */
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
