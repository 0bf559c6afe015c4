import type { Query } from '../../src/dataset/query/query.ts';
import type { RouteSpec, ServiceSpec, TargetSpec } from '../../src/scenario/target/target-spec.ts';
import type { ClientConfig } from '../../src/target/contract/client-config.ts';
import type { Call } from '../../src/target/contract/target.ts';
import { systemClock } from '../../src/time/clock.ts';

/** A query with defaults. */
export function queryOf(text: string, more: Partial<Query> = {}): Query {
  return {
    id: 'q1',
    messages: [{ role: 'user', text }],
    maxTokens: 64,
    context: [],
    tags: {},
    row: {},
    ...more,
  };
}

/** A call on the system clock that is never aborted. */
export function callOf(more: Partial<Call> = {}): Call {
  return { clock: systemClock, signal: new AbortController().signal, metadata: {}, ...more };
}

export function specOf(service: ServiceSpec | RouteSpec): TargetSpec {
  return { name: 'subject', timeout: 10_000, perRequest: 0, fixedCosts: [], ...service };
}

/** A client configuration for one origin, with invalid credentials. */
export function wiringOf(endpoint: string): ClientConfig {
  return {
    endpoint,
    region: 'us-east-1',
    connections: 32,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  };
}
