import type { RouteSpec } from '../../scenario/target/target-spec.ts';
import type { Target } from '../contract/target.ts';
import type { Branch } from './branch.ts';
import { createCache } from './cache.ts';
import { createCascade } from './cascade.ts';
import { createFallback } from './fallback.ts';
import { createHedge } from './hedge.ts';
import { createRules } from './rules.ts';

/**
 * Creates the `ask` of a target made of targets, as deployed in front of models. `parts` are in the
 * scenario's order.
 */
export function createRoute(service: RouteSpec, parts: readonly Branch[]): Target['ask'] {
  switch (service.by) {
    case 'cascade':
      return createCascade(parts, service.escalate);
    case 'rules':
      return createRules(parts, service);
    case 'fallback':
      return createFallback(parts, service.on);
    case 'hedge':
      return createHedge(parts, service);
    case 'cache':
      break;
  }
  const [part] = parts;
  if (part === undefined) throw new Error('a cache has no part');
  return createCache(part);
}
