import { drill } from '../runner/drill.ts';
import { type Pulse, watchPulse } from '../runner/health.ts';
import type { RunWiring } from '../runner/run-wiring.ts';
import { run, type RunEnd } from '../runner/run.ts';
import { systemClock } from '../sample/clock.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createTarget } from '../target/create-target.ts';
import type { Target } from '../target/target.ts';
import type { Wiring } from '../target/wiring.ts';
import type { Loss } from './loss.ts';
import { priceArrival, priceArrivalAtLeast, priceAtMost, rentOf, type Session } from './session.ts';

/** What a Generator needs of the run around it. */
export type Surroundings = Pick<
  RunWiring,
  'runId' | 'stop' | 'onSend' | 'onRecord' | 'shouldAbort' | 'shard' | 'start'
>;

/** What putting the load on came to, and how hard it was. */
export interface Generation {
  readonly end: RunEnd;
  /** Absent where no process that put load on lived to tell. */
  readonly pulse?: Pulse;
  /** The workers that were killed or hung; absent for one process. */
  readonly losses?: readonly Loss[];
}

const HOUR: Milliseconds = 3_600_000;

/** A Generator puts a session's load, or a shard of it, on its targets from this process. */
export async function generate(
  session: Session,
  wiring: Wiring,
  surroundings: Surroundings,
): Promise<Generation> {
  const { scenario, dataset } = session;
  await drill(scenario.targets, systemClock);
  const targets = await connect(scenario, wiring);
  let stopWatch = (): Pulse | undefined => undefined;
  try {
    const end = await run(scenario, {
      ...surroundings,
      start: async () => {
        const at = (await surroundings.start?.()) ?? systemClock.now();
        stopWatch = watchPulse();
        return at;
      },
      queries: dataset.queries,
      canaries: dataset.canaries,
      targets,
      clock: systemClock,
      price: priceArrival(session),
      priceAtLeast: priceArrivalAtLeast(session),
      priceAtMost: priceAtMost(session),
      // The judge's machines wait for the load to end.
      rentPerHour: rentOf(session, HOUR),
    });
    const pulse = stopWatch();
    if (pulse === undefined) throw new Error('the load ended before it began');
    return { end, pulse };
  } finally {
    await Promise.all([...targets.values()].map((target) => target.close()));
  }
}

async function connect(scenario: Scenario, wiring: Wiring): Promise<Map<string, Target>> {
  const entries = Object.values(scenario.targets).map(async (spec): Promise<[string, Target]> => [
    spec.name,
    await createTarget(spec, wiring),
  ]);
  return new Map(await Promise.all(entries));
}
