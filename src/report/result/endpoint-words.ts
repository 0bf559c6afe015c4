/** The endpoint that served a target. */
export interface ServingEndpoint {
  /** URL of the requests; for an embedded emulator, the URL that it replaces. */
  readonly address: string;
  /** Kind of server; `emulator`: proofload's, as a process of its own. */
  readonly by: 'service' | 'emulator' | 'embedded emulator';
  /** Proxy of all requests, `host:port`; its time is part of all times. */
  readonly proxy?: string;
}

/** Something with serving endpoints; older results have none. */
interface Answered {
  readonly answerers?: readonly ServingEndpoint[];
}

/**
 * Formats an endpoint: `http://127.0.0.1:9100/v1`, `embedded emulator, in place of
 * https://api.example.com`.
 */
export function endpointWords({ address, by, proxy }: ServingEndpoint): string {
  const through = proxy === undefined ? '' : `, through the proxy ${proxy}`;
  if (by === 'service') return address + through;
  if (by === 'emulator') return `emulator at ${address}${through}`;
  return `embedded emulator, in place of ${address}`;
}

/** Returns the endpoints of one target, for a route those of its parts. */
export function servedBy({ answerers = [] }: Answered): readonly string[] {
  return [...new Set(answerers.map(endpointWords))];
}

const SHOWN = 3;

/** Returns the URL without its path, to keep the line short. */
function originOf(address: string): string {
  return /^\w+:\/\/[^/]+/.exec(address)?.[0] ?? address;
}

/** Returns the distinct endpoints of a run in one line, for the report's title. */
export function servedByShort({
  targets,
  endpoint,
}: {
  readonly targets: readonly Answered[];
  readonly endpoint: string;
}): string {
  const all = targets.flatMap(({ answerers = [] }) => answerers);
  const short = all.map(({ address, by }) =>
    by === 'embedded emulator' ? by : endpointWords({ address: originOf(address), by }),
  );
  const distinct = [...new Set(short)];
  if (distinct.length === 0) return endpoint;
  const more = distinct.length - SHOWN;
  return [...distinct.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** Returns whether an emulator served the target or a part of it. */
export function answeredByEmulator({ answerers = [] }: Answered): boolean {
  return answerers.some(({ by }) => by !== 'service');
}
