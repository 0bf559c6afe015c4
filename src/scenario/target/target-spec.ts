import { basename } from 'node:path';
import { redactUrls } from '../../secrets/redact.ts';
import type { RequestShape, TargetBase } from './base-schema.ts';
import type { RouteFields, RouteSettings } from './route-schema.ts';
import type { ServiceDraft, ServiceInput } from './service-schema.ts';
import { TRANSPORT_KINDS, type TransportKind } from './transport-kind.ts';

/** A resolved target: one way to get an answer. */
export type TargetSpec = TargetBase & (ServiceSpec | RouteSpec);

/** A resolved target that sends requests to a service: its API and address. */
export type ServiceSpec = RequestShape & WithoutBase<ServiceDraft>;

/** A resolved route: a target that consists of others. */
export type RouteSpec = WithoutBase<RouteSettings> & {
  /** Parts by name; samples have the name in their tag `route`. */
  readonly parts: Readonly<Record<string, TargetSpec>>;
};

type WithoutBase<T> = T extends unknown
  ? { [Key in keyof T as Key extends keyof TargetBase ? never : Key]: T[Key] }
  : never;

/** A parsed target, before it and its parts get their names. */
export type TargetDraft = ServiceDraft | (RouteSettings & DraftParts);

/** An interface, because TypeScript 5 rejects an alias here as circular. */
interface DraftParts {
  readonly parts: Readonly<Record<string, TargetDraft>>;
}

/** A target as a scenario's author writes it. */
export type TargetInput = ServiceInput | (RouteFields & InputParts);

interface InputParts {
  readonly parts: Readonly<Record<string, TargetInput>>;
}

/** Returns the model, endpoint or URL of a target, for display. */
export function addressOf(target: TargetSpec): string {
  if (target.kind === 'route') return `${target.by} of ${Object.keys(target.parts).join(', ')}`;
  if (target.kind === 'knowledge-base') return `${target.knowledgeBaseId} ${target.model}`.trim();
  if (target.kind === 'bedrock-agent') return target.agentId;
  if ('model' in target) return target.model;
  if (target.kind === 'module') return basename(target.module);
  if ('functionName' in target) return target.functionName;
  return 'endpointName' in target ? target.endpointName : redactUrls(target.url);
}

/** Returns the values of the samples' tag `route` for a target; none if it is no route. */
export function routesOf(target: TargetSpec): readonly string[] {
  if (target.kind !== 'route') return [];
  const parts = Object.entries(target.parts).flatMap(([name, part]) => {
    const inner = routesOf(part);
    return inner.length === 0 ? [name] : inner.map((route) => `${name}.${route}`);
  });
  if (target.by === 'cache') return [...parts, 'cache'];
  return target.by === 'hedge' && Object.keys(target.parts).length === 1
    ? [...parts, 'hedge']
    : parts;
}

/**
 * Returns the distinct transports of a target, for a route those of its parts; none for a WebSocket
 * or a module.
 */
export function transportsOf(spec: TargetSpec): readonly TransportKind[] {
  if (spec.kind === 'websocket' || spec.kind === 'module') return [];
  if (spec.kind === 'route') {
    const used = new Set(Object.values(spec.parts).flatMap(transportsOf));
    return TRANSPORT_KINDS.filter((kind) => used.has(kind));
  }
  return [('transport' in spec ? spec.transport : undefined) ?? 'http1'];
}
