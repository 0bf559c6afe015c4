import { COLD_START } from '../metrics/diagnostics/cold-start.ts';
import { Problem } from '../problem/problem.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { WHOLE } from '../schedule/shard.ts';
import type { Target } from '../target/contract/target.ts';
import { createCancellation } from '../time/cancellation.ts';
import { formatDuration, type Milliseconds } from '../time/duration.ts';
import { cyclicItem } from './request/cyclic-item.ts';
import { type RunContext, Dispatcher } from './request/dispatcher.ts';
import type { RunOptions } from './run-options.ts';

/** Time between requests to a cold target, which is the resolution of its cold start. */
const PAUSE: Milliseconds = 1000;

/** Outcomes that waiting does not change. */
const FINAL: ReadonlySet<Outcome> = new Set(['ok', 'refused_request', 'quota_exhausted']);

/**
 * Waits until a target answers: sends one request after another until one is `ok`. An endpoint with
 * no instances refuses for minutes, and these requests start it. A permanent refusal ends the wait
 * too; the load records it.
 *
 * Throws a Problem when the maximum wait is over.
 */
export async function awaitReadiness(
  patience: Milliseconds,
  { spec, target }: { readonly spec: TargetSpec; readonly target: Target },
  { queries, shard = WHOLE, clock, stop }: RunOptions,
  runContext: RunContext,
): Promise<void> {
  const start = clock.now();
  const load = { name: COLD_START, target: spec.name, tags: {} };
  const issuer = new Dispatcher(runContext, { target, spec, load, phase: 'warmup', start });
  for (let n = 0; ; n++) {
    const scheduled = {
      index: shard.index + n * shard.of,
      query: cyclicItem(queries, 0),
      due: undefined,
    };
    const record = await issuer.issue(scheduled, stop.aborting);
    if (record === undefined || FINAL.has(record.sample.outcome)) return;
    if (clock.now() + PAUSE > start + patience) throw asleep(spec.name, patience, record.sample);
    const cancellation = createCancellation(stop.draining);
    await clock.sleepUntil(clock.now() + PAUSE, cancellation.signal);
    cancellation.release();
  }
}

function asleep(
  target: string,
  patience: Milliseconds,
  { outcome, error }: { readonly outcome: Outcome; readonly error?: { readonly message: string } },
): Problem {
  const said = error === undefined ? '' : `: ${error.message}`;
  return new Problem(
    `The target "${target}" did not answer within ${formatDuration(patience)} (${outcome}${said}).`,
    { remedy: 'Raise warmup.untilReady, or look at what scales it.' },
  );
}
