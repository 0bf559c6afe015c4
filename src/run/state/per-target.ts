import type { Scenario } from '../../scenario/scenario.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';

/** Creates a map with one entry per target, by its name. */
export function perTarget<T>(
  { targets }: Pick<Scenario, 'targets'>,
  make: (spec: TargetSpec) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.values(targets).map((spec) => [spec.name, make(spec)]));
}

/** Returns the entry of a target; throws if it is missing, which is a defect. */
export function entryFor<T>(map: ReadonlyMap<string, T>, target: string): T {
  const value = map.get(target);
  if (value === undefined) throw new Error(`target ${target} was not prepared`);
  return value;
}
