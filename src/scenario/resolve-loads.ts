import { nearest } from '../problem/nearest.ts';
import { Problem } from '../problem/problem.ts';
import type { Load } from './load/load.ts';
import type { ParsedScenario } from './scenario-schema.ts';
import type { TargetSpec } from './target/target-spec.ts';

/**
 * Fills in the defaults of loads. Without loads, k6's shortcuts (`vus`, `stages` …) define one; at
 * most one of them is allowed.
 */
export function resolveLoads(
  parsed: ParsedScenario,
  targets: Readonly<Record<string, TargetSpec>>,
  file: string,
): Record<string, Load> {
  const drafts = parsed.scenarios ?? shortcut(parsed, file);
  const names = Object.keys(targets);
  return Object.fromEntries(
    Object.entries(drafts).map(([name, draft]) => {
      const target = draft.target ?? (names.length === 1 ? names[0] : undefined);
      if (target === undefined) {
        throw new Problem(`scenarios.${name} has no target.`, {
          place: { file },
          remedy: `Add target: one of ${names.join(', ')}.`,
        });
      }
      if (targets[target] === undefined) {
        const near = nearest(target, names);
        throw new Problem(`scenarios.${name} has an unknown target "${target}".`, {
          place: { file },
          remedy:
            near === undefined ? `Targets are ${names.join(', ')}.` : `Did you mean "${near}"?`,
        });
      }
      return [name, { ...draft, name, target }];
    }),
  );
}

function shortcut(parsed: ParsedScenario, file: string): NonNullable<ParsedScenario['scenarios']> {
  const { vus, iterations, duration, stages } = parsed;
  const given = [
    iterations === undefined ? [] : ['iterations'],
    duration === undefined ? [] : ['duration'],
    stages === undefined ? [] : ['stages'],
  ].flat();
  if (given.length > 1) {
    throw new Problem(`${given.join(' and ')} exclude one another at the top level.`, {
      place: { file },
      remedy: 'Keep one, or write the load under scenarios.',
    });
  }
  const aim = { startTime: 0, gracefulStop: 30_000, tags: {} };
  if (duration !== undefined) {
    return { default: { executor: 'constant-vus', ...aim, vus: vus ?? 1, duration } };
  }
  if (stages !== undefined) {
    return {
      default: {
        executor: 'ramping-vus',
        ...aim,
        startVUs: vus ?? 1,
        stages,
        gracefulRampDown: 30_000,
      },
    };
  }
  const users = vus ?? 1;
  return {
    default: {
      executor: 'shared-iterations',
      ...aim,
      vus: users,
      iterations: iterations ?? users,
      maxDuration: 600_000,
    },
  };
}
