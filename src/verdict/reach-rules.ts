import { formatCount } from '../metrics/catalogue/format-quantity.ts';
import type { Unreached } from '../metrics/diagnostics/unreached-tally.ts';
import type { Barrier } from '../sample/sample.ts';
import type { ClientHealth, ValidityFinding } from './client-health.ts';

/**
 * Limits of the share of a target's arrivals: up to the first they are ignored, above the second
 * the figures are not the service's.
 */
const UNREACHED = { suspect: 0.001, invalid: 0.01 };

/** A cause of unreachable targets, in words. */
interface Cause {
  readonly what: string;
  readonly remedy: string;
  /** Worst validity that it can cause. */
  readonly validity: ValidityFinding['validity'];
}

/**
 * Undefined for a cause that a failed service has too: it counts in `failed`, and its remedy says
 * so.
 */
const CAUSES: Readonly<Record<Barrier, Cause | undefined>> = {
  dns: {
    what: 'its host’s name was not found',
    remedy: 'check the URL and the DNS of the test bed',
    validity: 'invalid',
  },
  certificate: {
    what: 'its certificate is not trusted or not valid here',
    remedy: 'give the authority’s certificate by --ca, or fix the certificate that is served',
    validity: 'invalid',
  },
  tls: {
    what: 'no TLS or protocol was agreed on',
    remedy: 'check https against http, the port and the transport',
    validity: 'invalid',
  },
  proxy: {
    what: 'the proxy did not let them through',
    remedy: 'check HTTP_PROXY and HTTPS_PROXY, their user and password, and NO_PROXY',
    validity: 'invalid',
  },
  sockets: {
    what: 'the load generator had no more file descriptors or ports',
    remedy: 'raise ulimit -n, or spread the load over more machines',
    validity: 'invalid',
  },
  network: {
    what: 'there was no way to its host, or nothing on it answered',
    remedy: 'check routes, VPN and firewalls; if they let it through, the host is down',
    validity: 'suspect',
  },
  refused: undefined,
};

/** Returns the findings about failures of the test bed, which say nothing about a service. */
export function reachRules({ unreached = [] }: ClientHealth): readonly ValidityFinding[] {
  return unreached.map(assessReach).filter((finding) => finding !== undefined);
}

function assessReach({ target, barrier, name, count, of }: Unreached): ValidityFinding | undefined {
  const cause = CAUSES[barrier];
  if (cause === undefined || count <= UNREACHED.suspect * of) return undefined;
  return {
    validity: count > UNREACHED.invalid * of ? cause.validity : 'suspect',
    reason:
      `${formatCount(count)} of ${formatCount(of)} requests to ${target} never reached it: ${cause.what} ` +
      `(${name}). Such failures are the test bed’s and tell nothing of the service; ${cause.remedy}.`,
    advice: 'once every request reaches the service',
  };
}
