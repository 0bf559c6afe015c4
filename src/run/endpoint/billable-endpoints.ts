import { DESCRIBING, type BillableEndpoint } from '../../report/result/billable-endpoint.ts';
import { lookupFailure, type LookupFailure } from '../../report/result/lookup-failure.ts';
import type { RunResult } from '../../report/result/result.ts';
import { type LeafTarget, leafTargets } from '../../scenario/leaf-targets.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Instances } from '../../scenario/target/base-schema.ts';
import type { EndpointStatus } from '../../target/account/endpoint-status.ts';
import { sdkErrorOf } from '../../target/aws-sdk/sdk-error.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Timeout of the lookup, milliseconds. */
const PATIENCE: Milliseconds = 3000;

type Ending = Pick<RunResult, 'chosen' | 'targets' | 'judge' | 'startedAt'>;

/**
 * Finds the scenario's SageMaker endpoints that remain billed after the run: all but that of the
 * chosen target, and that one as well if it is idle.
 */
export async function findBillableEndpoints(
  scenario: Scenario,
  ending: Ending,
  clientConfig: ClientConfig,
): Promise<readonly BillableEndpoint[]> {
  const leaves = leafTargets(scenario);
  const endpoints = new Map<string, string[]>();
  for (const [name, spec] of leaves) {
    if (spec.kind !== 'sagemaker') continue;
    endpoints.set(spec.endpointName, [...(endpoints.get(spec.endpointName) ?? []), name]);
  }
  const signal = AbortSignal.timeout(PATIENCE);
  const { chosen } = ending;
  const prices = pricesOf(leaves.values());
  const found = await Promise.all(
    [...endpoints].map(async ([endpoint, names]) => {
      const known = names.map((name) => leaves.get(name)?.instances).find(Boolean);
      const served = names.some((name) => hasServed(ownerOf(name), ending));
      const state = await look(endpoint, ending, { clientConfig, signal });
      const wanted = names.some((name) => ownerOf(name) === chosen);
      return { wanted, rented: rentedEndpoint(endpoint, { known, prices, state, served }) };
    }),
  );
  return found.flatMap(({ wanted, rented }) =>
    rented.machines?.length === 0 || (wanted && rented.idle !== true) ? [] : [rented],
  );
}

/** Target that a part of a route belongs to. */
function ownerOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

function hasServed(name: string, { targets, judge }: Ending): boolean {
  if (name === 'judge') return (judge?.judged ?? 0) > 0;
  return (targets.find((target) => target.name === name)?.outcomes.ok ?? 0) > 0;
}

/** Returns the price per hour of the scenario's instance types, US dollars. */
function pricesOf(specs: Iterable<LeafTarget>): ReadonlyMap<string, number> {
  const instances = [...specs].flatMap((spec) => spec.instances ?? []);
  return new Map(instances.map(({ type, perHour }) => [type, perHour]));
}

async function look(
  endpoint: string,
  { startedAt }: Ending,
  how: { readonly clientConfig: ClientConfig; readonly signal: AbortSignal },
): Promise<EndpointStatus | LookupFailure> {
  try {
    const { readEndpointState } = await import('../../target/account/endpoint-status.ts');
    return await readEndpointState(endpoint, new Date(startedAt), how);
  } catch (error) {
    // Reports show why; the run stays valid.
    return lookupFailure(sdkErrorOf(error), DESCRIBING);
  }
}

function rentedEndpoint(
  endpoint: string,
  facts: {
    readonly known: Instances | undefined;
    readonly prices: ReadonlyMap<string, number>;
    readonly state: EndpointStatus | LookupFailure;
    readonly served: boolean;
  },
): BillableEndpoint {
  const { known, prices, state, served } = facts;
  const told = 'why' in state ? undefined : state;
  const machines = known === undefined ? told?.machines : [known];
  return {
    endpoint,
    ...(machines === undefined
      ? {}
      : { machines: machines.map(({ type, count }) => ({ type, count })) }),
    perHour: known === undefined ? rentOf(machines, prices) : known.count * known.perHour,
    ...(told === undefined ? {} : { idle: !served && told.invocations === 0 }),
    ...('why' in state ? { unseen: state.why, unseenRemedy: state.remedy } : {}),
  };
}

function rentOf(
  machines: EndpointStatus['machines'] | undefined,
  prices: ReadonlyMap<string, number>,
): number | 'unknown' {
  if (machines === undefined) return 'unknown';
  let sum = 0;
  for (const { type, count } of machines) {
    const price = prices.get(type);
    if (price === undefined) return 'unknown';
    sum += count * price;
  }
  return sum;
}
