import type { ServerReport } from '../../sample/sample.ts';
import type { Reply } from '../contract/target.ts';

/**
 * A ServerIdentity is what a server said of who it is, without its times. Where an answer took several
 * requests, the times of the last would be held against the wait for all, and the rest be called
 * overhead.
 */
type ServerIdentity = Pick<Reply, 'server'>;

export function identityOf({ server }: Reply): ServerIdentity {
  if (server === undefined) return {};
  const { latency: _latency, ttft: _ttft, ...identity }: ServerReport = server;
  return Object.keys(identity).length === 0 ? {} : { server: identity };
}
