import { Problem } from '../problem/problem.ts';
import { leavesOf } from '../scenario/leaf-targets.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { transportsOf } from '../scenario/target/target-spec.ts';
import { concurrency } from '../schedule/concurrency.ts';

/** Open files of a process beside its sockets: Node's own, pipes, and the run's files. */
const OWN_FILES = 48;

/**
 * Throws a Problem if a run can need more open files than allowed, so that it does not fail under
 * load. `shares` is the number of processes that share the sockets; the emulator holds them all.
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

/** Returns the maximum of sockets open at once by the loads; the judge runs after them. */
function socketsOf({ targets, loads, judge }: Scenario): number {
  const sockets = Object.values(loads).map((load) => {
    const spec = targets[load.target];
    if (spec === undefined) return 0;
    // A hedge sends to two parts at once; an HTTP/2 session carries all requests.
    const shared =
      transportsOf(spec).length > 0 && transportsOf(spec).every((kind) => kind === 'http2');
    const parts = spec.kind === 'route' && spec.by === 'hedge' ? leavesOf(spec.name, spec).size : 1;
    return shared ? parts : parts * concurrency(load);
  });
  const load = sockets.reduce((sum, count) => sum + count, 0);
  return Math.max(load, judge?.concurrency ?? 0);
}
