import pLimit from 'p-limit';
import type { Query } from '../dataset/query.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { WHOLE } from '../schedule/shard.ts';
import { rotation } from './rotation.ts';
import { type Desk, Issuer, type Turn } from './issuer.ts';
import { awaitReadiness } from './readiness.ts';
import type { RunWiring } from './run-wiring.ts';

/** Several at once, because the load will need several sockets too. */
const AT_ONCE = 10;

/**
 * A WarmUp opens connections and warms the code path; its samples never enter a metric. Every shard
 * does all of it, because each has a code path and sockets of its own. Only the prompts of a warmed
 * cache are shared out, because the cache is the target's.
 */
export async function warmUp(scenario: Scenario, wiring: RunWiring, desk: Desk): Promise<void> {
  const start = wiring.clock.now();
  const { untilReady } = scenario.warmup;
  const turns = warmUpTurns(scenario, wiring);
  await Promise.all(
    Object.values(scenario.targets).map(async (spec) => {
      const target = wiring.targets.get(spec.name);
      if (target === undefined) throw new Error(`target ${spec.name} was not made`);
      if (untilReady !== undefined) {
        await awaitReadiness(untilReady, { spec, target }, wiring, desk);
      }
      const load = { name: 'warmup', target: spec.name, tags: {} };
      const issuer = new Issuer(desk, { target, spec, load, phase: 'warmup', start });
      const side = pLimit(AT_ONCE);
      await Promise.all(turns.map((turn) => side(() => issuer.issue(turn, wiring.stop.cutting))));
    }),
  );
}

function warmUpTurns(
  { warmup: { iterations }, cache }: Scenario,
  { queries, shard = WHOLE }: RunWiring,
): readonly Turn[] {
  const own = Array.from({ length: iterations }, (_, n) => {
    const index = shard.index * iterations + n;
    return { index, query: rotation(queries, index), due: undefined };
  });
  if (cache !== 'warmed') return own;
  const shared = distinctPrompts(queries)
    .map((query, n) => ({ index: shard.of * iterations + n, query, due: undefined }))
    .filter((_, n) => n % shard.of === shard.index);
  return [...own, ...shared];
}

function distinctPrompts(queries: readonly Query[]): readonly Query[] {
  const byPrompt = new Map<string, Query>();
  for (const query of queries) {
    const prompt = JSON.stringify([query.system, query.messages]);
    if (!byPrompt.has(prompt)) byPrompt.set(prompt, query);
  }
  return [...byPrompt.values()];
}
