import type { Scenario } from './scenario.ts';
import type { TargetSpec } from './target/target-spec.ts';

/** A target that sends requests to a service; a route consists of several. */
export type LeafTarget = Exclude<TargetSpec, { readonly kind: 'route' }>;

/**
 * Returns all leaf targets of a scenario, the judge's included, by name: `haiku`, `fast.small` for
 * part `small` of route `fast`.
 */
export function leafTargets({
  targets,
  judge,
}: Pick<Scenario, 'targets'> & Partial<Pick<Scenario, 'judge'>>): ReadonlyMap<string, LeafTarget> {
  return new Map([
    ...Object.entries(targets).flatMap(([name, spec]) => [...leavesOf(name, spec)]),
    ...(judge === undefined ? [] : leavesOf('judge', judge.target)),
  ]);
}

/** Returns the leaf targets of one target: itself, or the parts of a route. */
export function leavesOf(name: string, spec: TargetSpec): ReadonlyMap<string, LeafTarget> {
  if (spec.kind !== 'route') return new Map([[name, spec]]);
  return new Map(
    Object.entries(spec.parts).flatMap(([part, each]) => [...leavesOf(`${name}.${part}`, each)]),
  );
}
