import { Problem } from '../problem/problem.ts';
import { leavesOf } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { transportsOf } from '../scenario/target/target-spec.ts';
import { concurrency } from '../schedule/concurrency.ts';

/** Files that a process of ours holds open beside its sockets: Node's own, pipes, those of the run. */
const OWN_FILES = 48;

/**
 * Throws a Problem where a run may need more open files than this process is allowed, so that it does
 * not find out under load. `shares` is how many processes share the sockets; the emulator has all.
 */
export function refuseTooFewFiles(
  scenario: Scenario,
  shares: number,
  limit: number | undefined,
): void {
  const inFlight = socketsOf(scenario);
  const needed = Math.ceil(inFlight / shares) + OWN_FILES;
  if (limit === undefined || needed <= limit) return;
  throw new Problem(
    `This process may open ${limit} files (ulimit -n), too few for this scenario: with up to ` +
      `${inFlight} requests in flight it may need ${needed}.`,
    {
      place: { file: scenario.file },
      remedy: `Raise it with ulimit -n ${2 ** Math.ceil(Math.log2(needed))}, or lower vus or maxVUs.`,
    },
  );
}

/** The most sockets that a scenario's loads may hold open at once; the judge asks after them. */
function socketsOf({ targets, loads, judge }: Scenario): number {
  const sockets = Object.values(loads).map((load) => {
    const spec = targets[load.target];
    if (spec === undefined) return 0;
    // A hedge asks two parts at once; a session of HTTP/2 carries all.
    const shared =
      transportsOf(spec).length > 0 && transportsOf(spec).every((kind) => kind === 'http2');
    const parts = spec.kind === 'route' && spec.by === 'hedge' ? leavesOf(spec.name, spec).size : 1;
    return shared ? parts : parts * concurrency(load);
  });
  const load = sockets.reduce((sum, count) => sum + count, 0);
  return Math.max(load, judge?.concurrency ?? 0);
}
