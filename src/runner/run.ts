import pLimit from 'p-limit';
import type { Canaries } from '../dataset/canary.ts';
import { createIssueOrder } from '../dataset/order.ts';
import type { Query } from '../dataset/query.ts';
import type { Clock } from '../sample/clock.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Load } from '../scenario/load.ts';
import { createRandom } from '../scenario/random.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createSchedule } from '../schedule/open-loop.ts';
import { regularDuration } from '../schedule/span.ts';
import type { Target } from '../target/target.ts';
import { driveClosedLoop } from './closed-loop.ts';
import { type Desk, Issuer } from './issuer.ts';
import { driveOpenLoop } from './open-loop.ts';
import { Purse } from './purse.ts';
import type { Stop, StopReason } from './stop.ts';

/** What a run needs beside its scenario; everything that touches the world comes from outside. */
export interface RunWiring {
  readonly runId: string;
  readonly queries: readonly Query[];
  readonly canaries: Canaries;
  readonly targets: ReadonlyMap<string, Target>;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly price: Desk['price'];
  readonly onSend: Desk['onSend'];
  readonly onRecord: Desk['onRecord'];
  /** Asked once a second: whether a threshold that aborts on failure can no longer recover. */
  readonly shouldAbort: (elapsed: Milliseconds) => boolean;
}

export interface RunEnd {
  /** From the first load's start to the last record. */
  readonly duration: Milliseconds;
  readonly stopped?: StopReason;
}

/** Puts a scenario's load on its targets and hands over one record per arrival. */
export async function run(scenario: Scenario, wiring: RunWiring): Promise<RunEnd> {
  const { clock, stop } = wiring;
  const desk: Desk = {
    runId: wiring.runId,
    clock,
    random: createRandom(scenario.seed, 'arrivals', 'backoff'),
    retry: scenario.retry,
    tags: scenario.tags,
    canaries: wiring.canaries,
    purse: new Purse(scenario.budget.run),
    stop,
    price: wiring.price,
    onSend: wiring.onSend,
    onRecord: wiring.onRecord,
  };
  const finished = new AbortController();
  try {
    await warmUp(scenario, wiring, desk);
    const start = clock.now();
    void watchThresholds(wiring, start, finished.signal);
    await Promise.all(
      Object.values(scenario.loads).map((load) => driveLoad(scenario, load, wiring, desk, start)),
    );
    const duration = clock.now() - start;
    return { duration, ...(stop.reason === undefined ? {} : { stopped: stop.reason }) };
  } catch (error) {
    // What would be the same for every request, missing credentials say, ends all loads at once.
    stop.end('signal');
    stop.cut();
    throw error;
  } finally {
    finished.abort();
  }
}

const WARM_AT_ONCE = 10;

/** Opens connections and warms the code path; its samples never enter a metric. */
async function warmUp(scenario: Scenario, wiring: RunWiring, desk: Desk): Promise<void> {
  const start = wiring.clock.now();
  await Promise.all(
    Object.values(scenario.targets).map(async (spec) => {
      const issuer = new Issuer(desk, {
        target: targetNamed(wiring, spec.name),
        spec,
        load: { name: 'warmup', target: spec.name, tags: {} },
        phase: 'warmup',
        start,
        queryAt: (index) => queryAt(wiring.queries, index),
      });
      // Several at once, because the load will need several sockets too.
      const side = pLimit(WARM_AT_ONCE);
      await Promise.all(
        Array.from({ length: scenario.warmup.iterations }, (_, index) =>
          side(() => issuer.issue(index, undefined, wiring.stop.cutting)),
        ),
      );
    }),
  );
}

async function driveLoad(
  scenario: Scenario,
  load: Load,
  wiring: RunWiring,
  desk: Desk,
  runStart: Milliseconds,
): Promise<void> {
  const { clock, stop, queries } = wiring;
  const start = runStart + load.startTime;
  const spec = scenario.targets[load.target];
  if (spec === undefined) throw new Error(`load ${load.name} lost its target ${load.target}`);

  // Every load asks in the same order, so that targets can be compared query by query.
  const order =
    load.executor === 'replay'
      ? (index: number) => index
      : createIssueOrder(
          queries.length,
          scenario.dataset.order,
          createRandom(scenario.seed, 'order'),
        );
  const issuer = new Issuer(desk, {
    target: targetNamed(wiring, load.target),
    spec,
    load,
    phase: 'measured',
    start: runStart,
    queryAt: (index) => queryAt(queries, order(index)),
  });

  const cutting = new AbortController();
  const done = new AbortController();
  const regularEnd = start + regularDuration(load);
  void clock
    .sleepUntil(regularEnd + load.gracefulStop, AbortSignal.any([done.signal, stop.cutting]))
    .then(() => cutting.abort('cut'));
  const context = { issuer, clock, start, ending: stop.ending, cut: cutting.signal };
  try {
    if ('maxVUs' in load) {
      const schedule = createSchedule(load, {
        random: createRandom(scenario.seed, 'arrivals', load.name),
        at: queries.map((query) => query.at ?? Number.NaN),
      });
      await driveOpenLoop(load, schedule, context);
    } else {
      await driveClosedLoop(load, context);
    }
  } finally {
    done.abort();
  }
}

async function watchThresholds(
  { clock, stop, shouldAbort }: RunWiring,
  start: Milliseconds,
  finished: AbortSignal,
): Promise<void> {
  for (let tick = 1; ; tick++) {
    await clock.sleepUntil(start + tick * 1000, finished);
    if (finished.aborted) return;
    if (!shouldAbort(clock.now() - start)) continue;
    stop.end('threshold');
    stop.cut();
    return;
  }
}

function targetNamed(wiring: RunWiring, name: string): Target {
  const target = wiring.targets.get(name);
  if (target === undefined) throw new Error(`target ${name} was not made`);
  return target;
}

function queryAt(queries: readonly Query[], index: number): Query {
  const query = queries[index % queries.length];
  if (query === undefined) throw new Error('a run needs at least one query');
  return query;
}
