import { Problem } from '../../problem/problem.ts';
import { startEmulatorProcess } from '../../process/emulator-process.ts';
import type { ServingEndpoint } from '../../report/result/endpoint-words.ts';
import { leafTargets, type LeafTarget, leavesOf } from '../../scenario/leaf-targets.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { isInS3 } from '../../scenario/schema/s3-uri.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import { concurrency } from '../../schedule/concurrency.ts';
import {
  addressUnder,
  bare,
  isOwn,
  ownAddress,
  clientConfigFor,
} from '../../target/account/address.ts';
import { answersAsEmulator } from '../../target/account/emulator-probe.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import { networkOf } from '../../target/network/network.ts';
import { trustOf } from '../../target/network/trust.ts';

/**
 * Where a run sends its requests: the services' own addresses, another origin, or an embedded
 * emulator.
 */
export interface RunEndpoint {
  readonly clientConfig: ClientConfig;
  /** Whether an emulator answers all targets, or all but those on the user's own hosts. */
  readonly emulated: boolean;
  /** Whether the run started that emulator. */
  readonly embedded: boolean;
  /** Resolves when the embedded emulator was killed or hung; absent without one. */
  readonly lost?: Promise<string>;
  close(): Promise<void>;
}

/** Credentials for the emulator, which accepts any; these mark the client in its log. */
const EMULATED = { accessKeyId: 'EMULATED', secretAccessKey: 'emulated' };

/** Sockets beyond the concurrency, so that no request queues in the client. */
const SPARE_SOCKETS = 10;

/** Opens a scenario's endpoint; starts the embedded emulator if it uses one. */
export async function openEndpoint(scenario: Scenario): Promise<RunEndpoint> {
  const { endpoint, region, seed } = scenario;
  const connections = mostConcurrent(scenario) + SPARE_SOCKETS;
  const { ca } = scenario;
  const live: ClientConfig = {
    endpoint: 'aws',
    region,
    connections,
    ...(ca === undefined ? {} : { ca }),
  };
  // Throws here if it cannot be read, before anything is started.
  trustOf(ca);
  if (endpoint === 'live' || endpoint === 'aws' || (endpoint === undefined && isAllOwn(scenario))) {
    return { clientConfig: live, emulated: false, embedded: false, close: nothing };
  }
  if (endpoint !== undefined) refuseModules(scenario, endpoint);
  if (endpoint === undefined || endpoint === 'emulator') {
    const emulator = await startEmulatorProcess({ settings: scenario.emulator, seed });
    return {
      clientConfig: {
        ...live,
        endpoint: emulator.url,
        credentials: EMULATED,
        ...(endpoint === undefined ? { sparesOwnHosts: true } : {}),
      },
      emulated: true,
      embedded: true,
      lost: emulator.lost,
      close: () => emulator.close(),
    };
  }
  const emulated = await answersAsEmulator(endpoint);
  return {
    clientConfig: { ...live, endpoint, ...(emulated ? { credentials: EMULATED } : {}) },
    emulated,
    embedded: false,
    close: nothing,
  };
}

/**
 * Throws a Problem if an endpoint is to answer a module's target: a module may call a paid service
 * of its own.
 */
function refuseModules(scenario: Scenario, endpoint: string): void {
  const module = [...leafTargets(scenario)].find(([, spec]) => spec.kind === 'module');
  if (module === undefined) return;
  throw new Problem(
    `The endpoint ${bare(endpoint)} is to answer all targets, and cannot answer the module of "${module[0]}".`,
    {
      place: { file: scenario.file },
      remedy: 'Leave endpoint out, or say live: then the module is asked itself.',
    },
  );
}

/** Form of an endpoint in `run.json`, enough to show what answered. */
export interface SerializedEndpoint extends Pick<RunEndpoint, 'emulated' | 'embedded'> {
  readonly endpoint: string;
  readonly sparesOwnHosts?: boolean;
}

export function serializeEndpoint({
  clientConfig,
  emulated,
  embedded,
}: RunEndpoint): SerializedEndpoint {
  const { sparesOwnHosts } = clientConfig;
  return {
    endpoint: bare(clientConfig.endpoint),
    ...(sparesOwnHosts === undefined ? {} : { sparesOwnHosts }),
    emulated,
    embedded,
  };
}

/** Restores the endpoint of an ended run; it cannot be called. */
export function restoreEndpoint(kept: SerializedEndpoint, region: string): RunEndpoint {
  const { endpoint, sparesOwnHosts, emulated, embedded } = kept;
  return {
    clientConfig: {
      endpoint,
      region,
      connections: 0,
      ...(sparesOwnHosts === undefined ? {} : { sparesOwnHosts }),
      ...(emulated ? { credentials: EMULATED } : {}),
    },
    emulated,
    embedded,
    close: nothing,
  };
}

/** Returns what answers each service of a target. */
export function servingEndpointsOf(
  spec: TargetSpec,
  runEndpoint: RunEndpoint,
): readonly ServingEndpoint[] {
  return [...leavesOf(spec.name, spec).values()].map((leaf) =>
    servingEndpointOf(leaf, runEndpoint),
  );
}

/** Returns what answers a service. */
export function servingEndpointOf(
  leaf: LeafTarget,
  { clientConfig, embedded }: RunEndpoint,
): ServingEndpoint {
  if (isEmulatedLeaf(leaf, clientConfig) && embedded) {
    return { address: ownAddress(leaf, clientConfig.region), by: 'embedded emulator' };
  }
  const address = addressUnder(leaf, clientConfig);
  const proxy = URL.canParse(address)
    ? networkOf(clientConfig).proxyOf(new URL(address).href)
    : undefined;
  return {
    address,
    by: isEmulatedLeaf(leaf, clientConfig) ? 'emulator' : 'service',
    ...(proxy === undefined ? {} : { proxy: proxy.address }),
  };
}

/** Returns whether an emulator answers the service. */
export function isEmulatedLeaf(leaf: LeafTarget, clientConfig: ClientConfig): boolean {
  return clientConfigFor(leaf, clientConfig).credentials !== undefined;
}

/** Returns whether all targets are on the user's own hosts, and the dataset is not in S3. */
function isAllOwn(scenario: Scenario): boolean {
  return !isInS3(scenario.dataset.file) && [...leafTargets(scenario).values()].every(isOwn);
}

async function nothing(): Promise<void> {}

/** Returns the maximum of requests in flight over all loads and the judge. */
function mostConcurrent({ loads, judge }: Scenario): number {
  return Math.max(
    Object.values(loads).reduce((sum, load) => sum + concurrency(load), 0),
    judge?.concurrency ?? 0,
  );
}
