import { type HeldBack, type Shortage, SpendCap } from '../cost/spend-cap.ts';
import { conversations } from '../dataset/conversation.ts';
import { createQueryOrder } from '../dataset/query-order.ts';
import { createRandom } from '../random/random.ts';
import type { SdkFastPath } from '../sample/sdk-fast-path.ts';
import type { Load } from '../scenario/load/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createSchedule } from '../schedule/create-schedule.ts';
import { isOpenLoop } from '../schedule/executors.ts';
import { regularDuration } from '../schedule/planned-duration.ts';
import { type Shard, shardOf, WHOLE } from '../schedule/shard.ts';
import type { Target } from '../target/contract/target.ts';
import { createCancellation } from '../time/cancellation.ts';
import type { Milliseconds } from '../time/duration.ts';
import { driveClosedLoop } from './closed-loop.ts';
import { driveOpenLoop } from './open-loop.ts';
import { ConversationDriver } from './request/conversation-driver.ts';
import { cyclicItem } from './request/cyclic-item.ts';
import { type RunContext, Dispatcher } from './request/dispatcher.ts';
import { RetryBudget } from './request/retry-budget.ts';
import type { StopReason } from './request/stop-controller.ts';
import type { RunOptions } from './run-options.ts';
import { watchRent, monitorThresholds } from './threshold-monitor.ts';
import { warmUp } from './warm-up.ts';

const HOUR: Milliseconds = 3_600_000;

export interface RunEnd {
  /** Time from the first load's start to the last record, milliseconds. */
  readonly duration: Milliseconds;
  /** Time that machines were rented, milliseconds: from the warm-up's start to the last record. */
  readonly rented: Milliseconds;
  readonly stopped?: StopReason;
  /** Planned iterations of closed loops that were not started in time, by load; absent if none. */
  readonly unstarted?: Readonly<Record<string, number>>;
  /** Requests that the spend cap held back before it ended the run; absent if none. */
  readonly heldBack?: HeldBack;
  /** Why the spend cap ended the run; absent if it did not. */
  readonly shortage?: Shortage;
  /** How AWS SDK clients made their requests, by target; absent if none was used. */
  readonly sdkFastPaths?: Readonly<Record<string, readonly SdkFastPath[]>>;
}

/**
 * Runs a scenario's load, or one shard of it, against its targets; passes one record per arrival to
 * `onRecord`.
 */
export async function run(scenario: Scenario, clientConfig: RunOptions): Promise<RunEnd> {
  const { clock, stop, shard = WHOLE, rentPerHour = 0 } = clientConfig;
  if (scenario.budget.run !== undefined && clientConfig.priceAtMost === undefined) {
    throw new Error('a spend cap needs to know what a request may cost');
  }
  const begin = clock.now();
  const runContext: RunContext = {
    runId: clientConfig.runId,
    clock,
    random: createRandom(scenario.seed, 'arrivals', backoffOf(shard)),
    retry: scenario.retry,
    retries: new RetryBudget(scenario.retry.budget),
    tags: scenario.tags,
    canaries: clientConfig.canaries,
    cache: scenario.cache,
    // Each shard has its part of the cap, so that the shards together stay within it.
    cap: new SpendCap((scenario.budget.run ?? Number.POSITIVE_INFINITY) / shard.of, {
      now: () => clock.now(),
      until: (at) => (rentPerHour / shard.of) * ((at - begin) / HOUR),
    }),
    stop,
    price: clientConfig.price,
    priceAtLeast: clientConfig.priceAtLeast,
    priceAtMost: clientConfig.priceAtMost,
    onSend: clientConfig.onSend,
    onRecord: clientConfig.onRecord,
  };
  const finished = new AbortController();
  if (rentPerHour > 0) void watchRent({ clock, stop, cap: runContext.cap }, begin, finished.signal);
  try {
    await warmUp(scenario, clientConfig, runContext);
    const before = runContext.cap.heldBack;
    const start = (await clientConfig.start?.()) ?? clock.now();
    void monitorThresholds(clientConfig, start, finished.signal);
    const unstarted = await Promise.all(
      Object.values(scenario.loads).map(async (load): Promise<[string, number]> => {
        const part = shardOf(load, shard);
        if (part === undefined) return [load.name, 0];
        return [
          load.name,
          await driveLoad(scenario, load, clientConfig, runContext, { start, part }),
        ];
      }),
    );
    if (rentPerHour > 0 && runContext.cap.isRentedOut(0)) stop.drain('budget');
    return {
      duration: clock.now() - start,
      rented: clock.now() - begin,
      ...(stop.reason === undefined ? {} : { stopped: stop.reason }),
      ...unstartedOf(unstarted),
      ...heldBackOf(runContext.cap.heldBack, before),
      ...shortageOf(runContext.cap.shortage),
      ...fastPathsOf(clientConfig.targets.values()),
    };
  } catch (error) {
    // A problem of every request, such as missing credentials, ends all loads at once.
    stop.drain('signal');
    stop.abort();
    throw error;
  } finally {
    finished.abort();
  }
}

function unstartedOf(byLoad: readonly (readonly [string, number])[]): Pick<RunEnd, 'unstarted'> {
  const some = byLoad.filter(([, count]) => count > 0);
  return some.length === 0 ? {} : { unstarted: Object.fromEntries(some) };
}

/** Merges the ends of a run's shards. */
export function joinedEnd(ends: readonly RunEnd[], stopped: StopReason | undefined): RunEnd {
  const sums = new Map<string, number>();
  for (const { unstarted = {} } of ends) {
    for (const [load, count] of Object.entries(unstarted)) {
      sums.set(load, (sums.get(load) ?? 0) + count);
    }
  }
  return {
    duration: Math.max(...ends.map(({ duration }) => duration)),
    rented: Math.max(...ends.map(({ rented }) => rented)),
    ...(stopped === undefined ? {} : { stopped }),
    ...unstartedOf([...sums]),
    ...joinedHeldBack(ends),
    ...shortageOf(ends.find(({ shortage }) => shortage !== undefined)?.shortage),
    ...joinedFastPaths(ends),
  };
}

function shortageOf(shortage: Shortage | undefined): Pick<RunEnd, 'shortage'> {
  return shortage === undefined ? {} : { shortage };
}

function fastPathsOf(targets: Iterable<Target>): Pick<RunEnd, 'sdkFastPaths'> {
  const some = [...targets].flatMap((target): [string, readonly SdkFastPath[]][] => {
    const facts = target.sdkFastPaths?.() ?? [];
    return facts.length === 0 ? [] : [[target.name, facts]];
  });
  return some.length === 0 ? {} : { sdkFastPaths: Object.fromEntries(some) };
}

/** Merges facts by client; a fallback in any process wins. */
function joinedFastPaths(ends: readonly RunEnd[]): Pick<RunEnd, 'sdkFastPaths'> {
  const byTarget = new Map<string, Map<string, SdkFastPath>>();
  for (const [name, facts] of ends.flatMap((end) => Object.entries(end.sdkFastPaths ?? {}))) {
    const known = byTarget.get(name) ?? new Map<string, SdkFastPath>();
    byTarget.set(name, known);
    for (const fact of facts) {
      if (known.get(fact.client)?.fallback === undefined) known.set(fact.client, fact);
    }
  }
  const some = [...byTarget].map(([name, facts]) => [name, [...facts.values()]] as const);
  return some.length === 0 ? {} : { sdkFastPaths: Object.fromEntries(some) };
}

const NOTHING: HeldBack = { waited: 0, dropped: 0, unrepeated: 0 };

/** Returns the requests held back since `before`; undefined if none. */
function heldBackOf(now: HeldBack, before: HeldBack): Pick<RunEnd, 'heldBack'> {
  const heldBack = combine(now, before, (one, other) => one - other);
  return Object.values(heldBack).some((count) => count > 0) ? { heldBack } : {};
}

function joinedHeldBack(ends: readonly RunEnd[]): Pick<RunEnd, 'heldBack'> {
  const all = ends.map(({ heldBack = NOTHING }) => heldBack);
  const add = (one: number, other: number): number => one + other;
  return heldBackOf(
    all.reduce((sum, each) => combine(sum, each, add), NOTHING),
    NOTHING,
  );
}

function combine(
  one: HeldBack,
  other: HeldBack,
  by: (one: number, other: number) => number,
): HeldBack {
  return {
    waited: by(one.waited, other.waited),
    dropped: by(one.dropped, other.dropped),
    unrepeated: by(one.unrepeated, other.unrepeated),
  };
}

/** Shards throttled at the same time must not retry at the same time. */
function backoffOf({ index }: Shard): string {
  return index === 0 ? 'backoff' : `backoff ${index}`;
}

/** Returns the number of planned iterations that were not started in time. */
async function driveLoad(
  scenario: Scenario,
  load: Load,
  clientConfig: RunOptions,
  runContext: RunContext,
  { start: runStart, part }: { start: Milliseconds; part: Shard },
): Promise<number> {
  const { clock, stop, queries } = clientConfig;
  const start = runStart + load.startTime;
  const target = clientConfig.targets.get(load.target);
  const spec = scenario.targets[load.target];
  if (target === undefined || spec === undefined)
    throw new Error(`load ${load.name} lost its target ${load.target}`);

  const { sessions } = scenario.dataset;
  const talks = conversations(queries, scenario.dataset);
  // All loads send queries in the same order, so that targets can be compared query by query.
  const order =
    load.executor === 'replay'
      ? (index: number) => index
      : createQueryOrder(
          talks.length,
          scenario.dataset.order,
          createRandom(scenario.seed, 'order'),
        );
  const issuer = new Dispatcher(runContext, {
    target,
    spec,
    load,
    phase: 'measured',
    start: runStart,
    until: start + regularDuration(load) + load.gracefulStop,
  });
  const driver = new ConversationDriver(issuer, {
    clock,
    draining: stop.draining,
    conversationOf: (arrival) => cyclicItem(talks, order(arrival)),
    sessions,
    random: (arrival) => createRandom(scenario.seed, 'arrivals', `${load.name} thinks ${arrival}`),
  });

  const cancellation = createCancellation(stop.aborting);
  const regularEnd = start + regularDuration(load);
  const callOff = clock.timer(regularEnd + load.gracefulStop, () => cancellation.abort('cut'));
  const { draining } = stop;
  const context = { driver, clock, shard: part, start, draining, cut: cancellation.signal };
  try {
    if (isOpenLoop(load)) {
      const schedule = createSchedule(load, {
        random: createRandom(scenario.seed, 'arrivals', load.name),
        at: talks.map(([first]) => first?.at ?? Number.NaN),
      });
      await driveOpenLoop(load, schedule, context);
      return 0;
    }
    return await driveClosedLoop(load, context);
  } finally {
    callOff();
    cancellation.release();
  }
}
