import type { Random } from '../random/random.ts';
import type { CapacitySettings, ScalingSettings } from '../scenario/emulator/capacity-settings.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Emission, Serving } from './base/serving.ts';

/**
 * A Fleet is a Serving of several replicas behind a router, whose number follows the load:
 *
 *     needed = jobs in flight / target, rounded up, between min and max
 *
 * A replica that is needed serves after its start time; one that has not been needed for the idle
 * time takes no more jobs and ends with its last. All of it is worked out when something happens, at
 * the instants at which it was due.
 */
export interface Fleet extends Serving {
  /**
   * Why a job that comes now would be refused: no replica serves (`no-capacity`), or the one it falls to is full
   * (`busy`): the router does not look before it sends. A refused job still is a need.
   */
  rejects(now: Milliseconds): 'no-capacity' | 'busy' | undefined;
  /** Replicas that take jobs. */
  inService(now: Milliseconds): number;
}

export interface FleetOptions extends Pick<
  CapacitySettings,
  'instances' | 'routing' | 'perInstance'
> {
  /** Makes the n-th replica, idle. */
  readonly replica: (n: number) => Serving;
  /** Draws for the router. */
  readonly random: Random;
}

interface Replica {
  readonly serving: Serving;
  readonly from: Milliseconds;
  leaving: boolean;
}

export function createFleet(options: FleetOptions): Fleet {
  const { replica, random, routing = 'random' } = options;
  const most = options.perInstance ?? Number.POSITIVE_INFINITY;
  const scaling = scalingOf(options.instances ?? 1);
  const places = new Map<number, Replica>();
  let replicas: Replica[] = [];
  let made = 0;
  /** Since when there have been more replicas than needed. */
  let surplusSince: Milliseconds | undefined;
  launch(scaling.min, Number.NEGATIVE_INFINITY);

  function launch(count: number, from: Milliseconds): void {
    for (let n = 0; n < count; n++) {
      replicas.push({ serving: replica(made++), from, leaving: false });
    }
  }

  function scale(now: Milliseconds, knocking: number): void {
    if (scaling.min === scaling.max) return;
    replicas = replicas.filter(({ leaving, serving }) => !leaving || serving.inFlight > 0);
    const staying = replicas.filter(({ leaving }) => !leaving);
    const needed = between(
      scaling.min,
      Math.ceil((places.size + knocking) / scaling.target),
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

  /** The router's choice; it knows how many jobs each replica has, and uses that or does not. */
  function choose(open: readonly Replica[]): Replica | undefined {
    if (routing === 'random') return open[Math.floor(random() * open.length)];
    return open.reduce<Replica | undefined>(
      (least, other) =>
        least === undefined || other.serving.inFlight < least.serving.inFlight ? other : least,
      undefined,
    );
  }

  function hasRoom({ serving }: Replica): boolean {
    return serving.inFlight < most;
  }

  return {
    rejects(now) {
      // What happened while nobody knocked, the need of the one who does, and the idle time from here.
      scale(now, 0);
      scale(now, 1);
      scale(now, 0);
      const replica = choose(inService(now));
      if (replica === undefined) return 'no-capacity';
      return hasRoom(replica) ? undefined : 'busy';
    },
    inService: (now) => inService(now).length,
    arrive(job, now) {
      const open = inService(now);
      const replica = choose(open.filter(hasRoom)) ?? choose(open);
      if (replica === undefined) throw new RangeError(`Job ${job.id} finds no replica in service.`);
      const cached = replica.serving.arrive(job, now);
      places.set(job.id, replica);
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
      for (const { id, done } of emissions) if (done) places.delete(id);
      const last = emissions.at(-1);
      if (last !== undefined) scale(last.at, 0);
      return emissions;
    },
    cancel(id, now) {
      places.get(id)?.serving.cancel(id, now);
      if (places.delete(id)) scale(now, 0);
    },
    get inFlight() {
      return places.size;
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

/** Several lists in order of time as one. */
function inOrder(lists: readonly (readonly Emission[])[]): readonly Emission[] {
  const [only, ...others] = lists.filter((list) => list.length > 0);
  if (only === undefined) return [];
  return others.length === 0 ? only : [only, ...others].flat().toSorted((a, b) => a.at - b.at);
}
