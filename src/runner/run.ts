import { type HeldBack, type Shortage, SpendCap } from '../cost/spend-cap.ts';
import { conversations } from '../dataset/conversation.ts';
import { createIssueOrder } from '../dataset/order.ts';
import { createLeash } from '../sample/leash.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Load } from '../scenario/load.ts';
import { createRandom } from '../scenario/random.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createSchedule } from '../schedule/open-loop.ts';
import { type Shard, shardOf, WHOLE } from '../schedule/shard.ts';
import { regularDuration } from '../schedule/span.ts';
import { driveClosedLoop } from './closed-loop.ts';
import { rotation } from './rotation.ts';
import { Interlocutor } from './interlocutor.ts';
import { type Desk, Issuer } from './issuer.ts';
import { driveOpenLoop } from './open-loop.ts';
import { RetryBudget } from './retry-budget.ts';
import type { RunWiring } from './run-wiring.ts';
import type { StopReason } from './stop.ts';
import { warmUp } from './warm-up.ts';
import { watchRent, watchThresholds } from './watch.ts';

const HOUR: Milliseconds = 3_600_000;

export interface RunEnd {
  /** From the first load's start to the last record. */
  readonly duration: Milliseconds;
  /** From the warm-up's start to the last record: how long machines were rented for the run. */
  readonly rented: Milliseconds;
  readonly stopped?: StopReason;
  /** By load, the planned iterations of closed loops that there was no time to start; absent for none. */
  readonly unstarted?: Readonly<Record<string, number>>;
  /** What the spend cap held back, before the end that it made; absent for nothing. */
  readonly heldBack?: HeldBack;
  /** Why the spend cap ended it; absent where it did not. */
  readonly shortage?: Shortage;
}

/** Puts a scenario's load, or a shard of it, on its targets and hands over one record per arrival. */
export async function run(scenario: Scenario, wiring: RunWiring): Promise<RunEnd> {
  const { clock, stop, shard = WHOLE, rentPerHour = 0 } = wiring;
  if (scenario.budget.run !== undefined && wiring.priceAtMost === undefined) {
    throw new Error('a spend cap needs to know what a request may cost');
  }
  const begin = clock.now();
  const desk: Desk = {
    runId: wiring.runId,
    clock,
    random: createRandom(scenario.seed, 'arrivals', backoffOf(shard)),
    retry: scenario.retry,
    retries: new RetryBudget(scenario.retry.budget),
    tags: scenario.tags,
    canaries: wiring.canaries,
    cache: scenario.cache,
    // Each shard keeps to its part, so that together they cannot spend more than the whole.
    cap: new SpendCap((scenario.budget.run ?? Number.POSITIVE_INFINITY) / shard.of, {
      now: () => clock.now(),
      until: (at) => (rentPerHour / shard.of) * ((at - begin) / HOUR),
    }),
    stop,
    price: wiring.price,
    priceAtLeast: wiring.priceAtLeast,
    priceAtMost: wiring.priceAtMost,
    onSend: wiring.onSend,
    onRecord: wiring.onRecord,
  };
  const finished = new AbortController();
  if (rentPerHour > 0) void watchRent({ clock, stop, cap: desk.cap }, begin, finished.signal);
  try {
    await warmUp(scenario, wiring, desk);
    const before = desk.cap.heldBack;
    const start = (await wiring.start?.()) ?? clock.now();
    void watchThresholds(wiring, start, finished.signal);
    const unstarted = await Promise.all(
      Object.values(scenario.loads).map(async (load): Promise<[string, number]> => {
        const part = shardOf(load, shard);
        if (part === undefined) return [load.name, 0];
        return [load.name, await driveLoad(scenario, load, wiring, desk, { start, part })];
      }),
    );
    if (rentPerHour > 0 && desk.cap.isRentedOut(0)) stop.end('budget');
    return {
      duration: clock.now() - start,
      rented: clock.now() - begin,
      ...(stop.reason === undefined ? {} : { stopped: stop.reason }),
      ...unstartedOf(unstarted),
      ...heldBackOf(desk.cap.heldBack, before),
      ...shortageOf(desk.cap.shortage),
    };
  } catch (error) {
    // What would be the same for every request, missing credentials say, ends all loads at once.
    stop.end('signal');
    stop.cut();
    throw error;
  } finally {
    finished.abort();
  }
}

function unstartedOf(byLoad: readonly (readonly [string, number])[]): Pick<RunEnd, 'unstarted'> {
  const some = byLoad.filter(([, count]) => count > 0);
  return some.length === 0 ? {} : { unstarted: Object.fromEntries(some) };
}

/** The end of a run whose shards ended so. */
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
  };
}

function shortageOf(shortage: Shortage | undefined): Pick<RunEnd, 'shortage'> {
  return shortage === undefined ? {} : { shortage };
}

const NOTHING: HeldBack = { waited: 0, dropped: 0, unrepeated: 0 };

/** What was held back since `before`; absent for nothing. */
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

/** Shards that wait after one throttling must not wait alike. */
function backoffOf({ index }: Shard): string {
  return index === 0 ? 'backoff' : `backoff ${index}`;
}

/** Returns how many planned iterations there was no time to start. */
async function driveLoad(
  scenario: Scenario,
  load: Load,
  wiring: RunWiring,
  desk: Desk,
  { start: runStart, part }: { start: Milliseconds; part: Shard },
): Promise<number> {
  const { clock, stop, queries } = wiring;
  const start = runStart + load.startTime;
  const target = wiring.targets.get(load.target);
  const spec = scenario.targets[load.target];
  if (target === undefined || spec === undefined)
    throw new Error(`load ${load.name} lost its target ${load.target}`);

  const { sessions } = scenario.dataset;
  const talks = conversations(queries, scenario.dataset);
  // Every load asks in the same order, so that targets can be compared query by query.
  const order =
    load.executor === 'replay'
      ? (index: number) => index
      : createIssueOrder(
          talks.length,
          scenario.dataset.order,
          createRandom(scenario.seed, 'order'),
        );
  const issuer = new Issuer(desk, {
    target,
    spec,
    load,
    phase: 'measured',
    start: runStart,
    until: start + regularDuration(load) + load.gracefulStop,
  });
  const interlocutor = new Interlocutor(issuer, {
    clock,
    ending: stop.ending,
    conversationOf: (arrival) => rotation(talks, order(arrival)),
    sessions,
    random: (arrival) => createRandom(scenario.seed, 'arrivals', `${load.name} thinks ${arrival}`),
  });

  const leash = createLeash(stop.cutting);
  const regularEnd = start + regularDuration(load);
  const callOff = clock.alarm(regularEnd + load.gracefulStop, () => leash.abort('cut'));
  const { ending } = stop;
  const context = { interlocutor, clock, shard: part, start, ending, cut: leash.signal };
  try {
    if ('maxVUs' in load) {
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
    leash.release();
  }
}
