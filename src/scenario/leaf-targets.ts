import type { Scenario } from './scenario.ts';
import type { TargetSpec } from './target/target-spec.ts';

/** A LeafTarget is a target that asks a service itself: not a route, but each of its parts. */
export type LeafTarget = Exclude<TargetSpec, { readonly kind: 'route' }>;

/** Every service a scenario asks, the judge's too, by the name people know it by: `fast.small`. */
export function leafTargets({
  targets,
  judge,
}: Pick<Scenario, 'targets'> & Partial<Pick<Scenario, 'judge'>>): ReadonlyMap<string, LeafTarget> {
  return new Map([
    ...Object.entries(targets).flatMap(([name, spec]) => [...leavesOf(name, spec)]),
    ...(judge === undefined ? [] : leavesOf('judge', judge.target)),
  ]);
}

/** The services of one target: itself, or the parts of a route. */
export function leavesOf(name: string, spec: TargetSpec): ReadonlyMap<string, LeafTarget> {
  if (spec.kind !== 'route') return new Map([[name, spec]]);
  return new Map(
    Object.entries(spec.parts).flatMap(([part, each]) => [...leavesOf(`${name}.${part}`, each)]),
  );
}
