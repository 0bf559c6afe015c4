import { basename } from 'node:path';
import { redactUrls } from '../../secrets/redact.ts';
import type { RequestShape, TargetBase } from './base-schema.ts';
import type { RouteFields, RouteSettings } from './route-schema.ts';
import type { ServiceDraft, ServiceInput } from './service-schema.ts';
import { TRANSPORT_KINDS, type TransportKind } from './transport-kind.ts';

/** A TargetSpec describes one way to get an answer. */
export type TargetSpec = TargetBase & (ServiceSpec | RouteSpec);

/** A ServiceSpec is the wire a target speaks and the address it speaks to. */
export type ServiceSpec = RequestShape & WithoutBase<ServiceDraft>;

/** A target made of targets. */
export type RouteSpec = WithoutBase<RouteSettings> & {
  /** The targets of a route, by the names that its samples carry in their tag `route`. */
  readonly parts: Readonly<Record<string, TargetSpec>>;
};

type WithoutBase<T> = T extends unknown
  ? { [Key in keyof T as Key extends keyof TargetBase ? never : Key]: T[Key] }
  : never;

/** A TargetSpec before it is told its name, and its parts theirs. */
export type TargetDraft = ServiceDraft | (RouteSettings & DraftParts);

/** An interface, because TypeScript 5 takes an alias here for one that refers to itself. */
interface DraftParts {
  readonly parts: Readonly<Record<string, TargetDraft>>;
}

/** A TargetInput is a target as a scenario's author writes it. */
export type TargetInput = ServiceInput | (RouteFields & InputParts);

interface InputParts {
  readonly parts: Readonly<Record<string, TargetInput>>;
}

/** What a target asks, as people name it: its model, endpoint or URL. */
export function addressOf(target: TargetSpec): string {
  if (target.kind === 'route') return `${target.by} of ${Object.keys(target.parts).join(', ')}`;
  if (target.kind === 'knowledge-base') return `${target.knowledgeBaseId} ${target.model}`.trim();
  if (target.kind === 'bedrock-agent') return target.agentId;
  if ('model' in target) return target.model;
  if (target.kind === 'module') return basename(target.module);
  if ('functionName' in target) return target.functionName;
  return 'endpointName' in target ? target.endpointName : redactUrls(target.url);
}

/** Every way an answer can come from a target, as its samples' tag `route` says; none for a plain one. */
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

/** The transports of a target, each once: those of a route are its parts', a WebSocket and a module have none. */
export function transportsOf(spec: TargetSpec): readonly TransportKind[] {
  if (spec.kind === 'websocket' || spec.kind === 'module') return [];
  if (spec.kind === 'route') {
    const used = new Set(Object.values(spec.parts).flatMap(transportsOf));
    return TRANSPORT_KINDS.filter((kind) => used.has(kind));
  }
  return [('transport' in spec ? spec.transport : undefined) ?? 'http1'];
}
