import type { LeafTarget } from '../scenario/leaf-targets.ts';
import { transportsOf } from '../scenario/target/target-spec.ts';
import { TRANSPORT_WORDS } from '../scenario/target/transport-kind.ts';
import type { CheckResult } from './finding.ts';

/** Reports the transport of the requests, and the targets that use another one. */
export function checkTransport(
  targets: ReadonlyMap<string, LeafTarget>,
  connections: number,
): CheckResult {
  const chosen = [...targets].flatMap(([name, spec]) =>
    transportsOf(spec)
      .filter((transport) => transport !== 'http1')
      .map((transport) => `${name} by ${TRANSPORT_WORDS[transport]}`),
  );
  if ([...targets.values()].every(({ kind }) => kind === 'module')) {
    const message = 'The scenario’s modules send their requests themselves.';
    return { subject: 'transport', level: 'ok', message };
  }
  const warm = `HTTP/1.1, at most ${connections} warm sockets to each service`;
  return {
    subject: 'transport',
    level: 'ok',
    message: chosen.length === 0 ? `${warm}.` : `${warm}; but ${chosen.join(', ')}.`,
  };
}
