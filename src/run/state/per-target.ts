import type { Scenario } from '../../scenario/scenario.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';

/** Makes one of something for each target of a scenario, by the target's name. */
export function perTarget<T>(
  { targets }: Pick<Scenario, 'targets'>,
  make: (spec: TargetSpec) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.values(targets).map((spec) => [spec.name, make(spec)]));
}

/** The entry of a target that the scenario has; its absence is a defect. */
export function entryFor<T>(map: ReadonlyMap<string, T>, target: string): T {
  const value = map.get(target);
  if (value === undefined) throw new Error(`target ${target} was not prepared`);
  return value;
}
