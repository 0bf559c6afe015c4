import type { Random } from '../random/random.ts';
import type { CapacitySettings, ScalingSettings } from '../scenario/emulator/capacity-schema.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Emission, Serving } from './base/serving.ts';

/**
 * Several replicas behind a router, with autoscaling:
 *
 *     needed = jobs in flight / target, rounded up, between min and max
 *
 * A new replica serves after the start time. Once there is a surplus for the idle time, surplus
 * replicas take no more jobs and end with their last. State is evaluated lazily, at the next event.
 */
export interface Fleet extends Serving {
  /**
   * Returns why a job arriving now is refused: no replica is in service (`no-capacity`), or the
   * chosen one is full (`busy`), because the router does not check before it sends. A refused job
   * still counts as need.
   */
  rejects(now: Milliseconds): 'no-capacity' | 'busy' | undefined;
  /** Number of replicas that take jobs. */
  inService(now: Milliseconds): number;
}

export interface FleetOptions extends Pick<
  CapacitySettings,
  'instances' | 'routing' | 'perInstance'
> {
  /** Creates the n-th replica, idle. */
  readonly replica: (n: number) => Serving;
  /** Random numbers of the router. */
  readonly random: Random;
}

interface Replica {
  readonly serving: Serving;
  readonly from: Milliseconds;
  leaving: boolean;
}

export function createFleet(options: FleetOptions): Fleet {
  const { replica, random, routing = 'random' } = options;
  const maxPerReplica = options.perInstance ?? Number.POSITIVE_INFINITY;
  const scaling = scalingOf(options.instances ?? 1);
  const replicaOf = new Map<number, Replica>();
  let replicas: Replica[] = [];
  let made = 0;
  /** Start of the current surplus of replicas. */
  let surplusSince: Milliseconds | undefined;
  launch(scaling.min, Number.NEGATIVE_INFINITY);

  function launch(count: number, from: Milliseconds): void {
    for (let n = 0; n < count; n++) {
      replicas.push({ serving: replica(made++), from, leaving: false });
    }
  }

  function scale(now: Milliseconds, arriving: number): void {
    if (scaling.min === scaling.max) return;
    replicas = replicas.filter(({ leaving, serving }) => !leaving || serving.inFlight > 0);
    const staying = replicas.filter(({ leaving }) => !leaving);
    const needed = between(
      scaling.min,
      Math.ceil((replicaOf.size + arriving) / scaling.target),
      scaling.max,
    );
    if (needed > staying.length) launch(needed - staying.length, now + scaling.startTime);
    if (needed >= staying.length) {
      surplusSince = undefined;
      return;
    }
    surplusSince ??= now;
    if (now - surplusSince < scaling.idleTime) return;
    surplusSince = undefined;
    const emptiest = staying.toSorted((a, b) => a.serving.inFlight - b.serving.inFlight);
    for (const surplus of emptiest.slice(0, staying.length - needed)) surplus.leaving = true;
    replicas = replicas.filter(({ leaving, serving }) => !leaving || serving.inFlight > 0);
  }

  function inService(now: Milliseconds): readonly Replica[] {
    return replicas.filter(({ from, leaving }) => !leaving && from <= now);
  }

  /** Chooses a replica: at random, or the one with the fewest jobs. */
  function choose(open: readonly Replica[]): Replica | undefined {
    if (routing === 'random') return open[Math.floor(random() * open.length)];
    return open.reduce<Replica | undefined>(
      (least, other) =>
        least === undefined || other.serving.inFlight < least.serving.inFlight ? other : least,
      undefined,
    );
  }

  function hasFreeSlot({ serving }: Replica): boolean {
    return serving.inFlight < maxPerReplica;
  }

  return {
    rejects(now) {
      // Scales first for the time since the last event, then for the need of this job, then starts
      // the idle time.
      scale(now, 0);
      scale(now, 1);
      scale(now, 0);
      const replica = choose(inService(now));
      if (replica === undefined) return 'no-capacity';
      return hasFreeSlot(replica) ? undefined : 'busy';
    },
    inService: (now) => inService(now).length,
    arrive(job, now) {
      const open = inService(now);
      const replica = choose(open.filter(hasFreeSlot)) ?? choose(open);
      if (replica === undefined) throw new RangeError(`Job ${job.id} finds no replica in service.`);
      const cached = replica.serving.arrive(job, now);
      replicaOf.set(job.id, replica);
      scale(now, 0);
      return cached;
    },
    nextAt() {
      let next: Milliseconds | undefined;
      for (const { serving } of replicas) {
        const at = serving.nextAt();
        if (at !== undefined && (next === undefined || at < next)) next = at;
      }
      return next;
    },
    advance(now) {
      const emissions = inOrder(replicas.map(({ serving }) => serving.advance(now)));
      for (const { id, done } of emissions) if (done) replicaOf.delete(id);
      const last = emissions.at(-1);
      if (last !== undefined) scale(last.at, 0);
      return emissions;
    },
    cancel(id, now) {
      replicaOf.get(id)?.serving.cancel(id, now);
      if (replicaOf.delete(id)) scale(now, 0);
    },
    get inFlight() {
      return replicaOf.size;
    },
  };
}

function scalingOf(instances: number | ScalingSettings): ScalingSettings {
  if (typeof instances !== 'number') return instances;
  return { min: instances, max: instances, target: 1, startTime: 0, idleTime: 0 };
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** Merges lists of emissions by time. */
function inOrder(lists: readonly (readonly Emission[])[]): readonly Emission[] {
  const [only, ...others] = lists.filter((list) => list.length > 0);
  if (only === undefined) return [];
  return others.length === 0 ? only : [only, ...others].flat().toSorted((a, b) => a.at - b.at);
}
