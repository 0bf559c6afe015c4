import pLimit from 'p-limit';
import type { Query } from '../dataset/query/query.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { concurrency } from '../schedule/concurrency.ts';
import { isOpenLoop } from '../schedule/executors.ts';
import { portion, shardOf, WHOLE } from '../schedule/shard.ts';
import type { Milliseconds } from '../time/duration.ts';
import { awaitReadiness } from './readiness.ts';
import { cyclicItem } from './request/cyclic-item.ts';
import { type RunContext, Dispatcher, type ScheduledRequest } from './request/dispatcher.ts';
import type { RunOptions } from './run-options.ts';

/** Warm-up requests in flight at once, so that several sockets are opened. */
const AT_ONCE = 10;

/**
 * Loads that start later than this get no connections: idle ones would be closed by then.
 * Milliseconds.
 */
const SOON: Milliseconds = 10_000;

/**
 * Sends warm-up requests, whose samples enter no metric, then opens the connections with which the
 * load starts.
 *
 * The requests are divided among the shards, at least one each, because each process has its own
 * JIT code. Opening connections sends no requests.
 */
export async function warmUp(
  scenario: Scenario,
  clientConfig: RunOptions,
  runContext: RunContext,
): Promise<void> {
  const start = clientConfig.clock.now();
  const { untilReady } = scenario.warmup;
  const turns = warmUpTurns(scenario, clientConfig);
  await Promise.all(
    Object.values(scenario.targets).map(async (spec) => {
      const target = clientConfig.targets.get(spec.name);
      if (target === undefined) throw new Error(`target ${spec.name} was not made`);
      if (untilReady !== undefined) {
        await awaitReadiness(untilReady, { spec, target }, clientConfig, runContext);
      }
      const load = { name: 'warmup', target: spec.name, tags: {} };
      const issuer = new Dispatcher(runContext, { target, spec, load, phase: 'warmup', start });
      const side = pLimit(AT_ONCE);
      await Promise.all(
        turns.map((scheduled) => side(() => issuer.issue(scheduled, clientConfig.stop.aborting))),
      );
      if (!clientConfig.stop.draining.aborted)
        await target.preconnect?.(usersOf(spec.name, scenario, clientConfig));
    }),
  );
}

function warmUpTurns(
  { warmup: { iterations }, cache }: Scenario,
  { queries, shard = WHOLE }: RunOptions,
): readonly ScheduledRequest[] {
  const all = iterations === 0 ? 0 : Math.max(iterations, shard.of);
  const own = Array.from({ length: portion(all, shard) }, (_, n) => {
    const index = shard.index + n * shard.of;
    return { index, query: cyclicItem(queries, index), due: undefined };
  });
  if (cache !== 'warmed') return own;
  const shared = distinctPrompts(queries)
    .map((query, n) => ({ index: all + n, query, due: undefined }))
    .filter((_, n) => n % shard.of === shard.index);
  return [...own, ...shared];
}

/** Returns the number of the shard's users of a target that start with the run. */
function usersOf(target: string, { loads }: Scenario, { shard = WHOLE }: RunOptions): number {
  let users = 0;
  for (const load of Object.values(loads)) {
    const part = shardOf(load, shard);
    if (load.target !== target || part === undefined || load.startTime > SOON) continue;
    const all = isOpenLoop(load) ? (load.preAllocatedVUs ?? load.maxVUs) : concurrency(load);
    users += portion(all, part);
  }
  return users;
}

function distinctPrompts(queries: readonly Query[]): readonly Query[] {
  const byPrompt = new Map<string, Query>();
  for (const query of queries) {
    const prompt = JSON.stringify([query.system, query.messages]);
    if (!byPrompt.has(prompt)) byPrompt.set(prompt, query);
  }
  return [...byPrompt.values()];
}
