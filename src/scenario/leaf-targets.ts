import type { Scenario } from './scenario.ts';
import type { TargetSpec } from './target-spec.ts';

/** A LeafTarget is a target that asks a service itself: not a route, but each of its parts. */
export type LeafTarget = Exclude<TargetSpec, { readonly kind: 'route' }>;

/** Every service a scenario asks, the judge's too, by the name people know it by: `fast.small`. */
export function leafTargets({
  targets,
  judge,
}: Pick<Scenario, 'targets'> & Partial<Pick<Scenario, 'judge'>>): ReadonlyMap<string, LeafTarget> {
  const leaves = new Map<string, LeafTarget>();
  const collect = (name: string, spec: TargetSpec): void => {
    if (spec.kind !== 'route') leaves.set(name, spec);
    else for (const [part, each] of Object.entries(spec.parts)) collect(`${name}.${part}`, each);
  };
  for (const [name, spec] of Object.entries(targets)) collect(name, spec);
  if (judge !== undefined) collect('judge', judge.target);
  return leaves;
}
