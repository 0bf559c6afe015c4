import type { ServerReport } from '../../sample/sample.ts';
import type { Reply } from '../contract/target.ts';

/**
 * What a server reported about itself, without its times. If an answer took several requests, the
 * times of the last one would be compared with the wait for all, and the difference be taken for
 * overhead.
 */
type ServerIdentity = Pick<Reply, 'server'>;

export function identityOf({ server }: Reply): ServerIdentity {
  if (server === undefined) return {};
  const { latency: _latency, ttft: _ttft, ...identity }: ServerReport = server;
  return Object.keys(identity).length === 0 ? {} : { server: identity };
}
