/** A ServingEndpoint is who answered a target, and where. */
export interface ServingEndpoint {
  /** The URL that was asked; of an embedded emulator, the one that it stood in for. */
  readonly address: string;
  /** `emulator` is one of ours that was started beside the run. */
  readonly by: 'service' | 'emulator' | 'embedded emulator';
  /** The proxy that every request went through, `host:port`: its time is inside all times. */
  readonly proxy?: string;
}

/** What knows who answered it; results of before it was kept do not. */
interface Answered {
  readonly answerers?: readonly ServingEndpoint[];
}

/** `http://127.0.0.1:9100/v1`, `embedded emulator, in place of https://api.example.com`. */
export function endpointWords({ address, by, proxy }: ServingEndpoint): string {
  const through = proxy === undefined ? '' : `, through the proxy ${proxy}`;
  if (by === 'service') return address + through;
  if (by === 'emulator') return `emulator at ${address}${through}`;
  return `embedded emulator, in place of ${address}`;
}

/** Who answered one target; of a route, who answered each of its parts. */
export function servedBy({ answerers = [] }: Answered): readonly string[] {
  return [...new Set(answerers.map(endpointWords))];
}

const SHOWN = 3;

/** Without the path, for which a line is too short. */
function originOf(address: string): string {
  return /^\w+:\/\/[^/]+/.exec(address)?.[0] ?? address;
}

/** Who answered a run, in short, each once: what stands beside its name. */
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

/** Whether an emulator answered the target, or a part of it. */
export function answeredByEmulator({ answerers = [] }: Answered): boolean {
  return answerers.some(({ by }) => by !== 'service');
}
