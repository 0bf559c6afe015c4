import { basename, dirname, extname, resolve as resolvePath } from 'node:path';
import type { DatasetSource } from './dataset-source.ts';
import type { KnowledgeBaseSettings } from './emulator-settings.ts';
import type { JudgeSettings } from './judge-settings.ts';
import type { ArrivalProcess, Executor, Load } from './load.ts';
import type { LoadDraft } from './load-schema.ts';
import { nearest } from './nearest.ts';
import { Problem } from './problem.ts';
import type { Scenario } from './scenario.ts';
import type { ParsedScenario } from './schema.ts';
import type { TargetDraft, TargetSpec } from './target-spec.ts';
import type { ThresholdSpec } from './threshold-spec.ts';

/** Fills in what one part of a scenario takes from another: names, defaults, absolute paths. */
export function resolveScenario(parsed: ParsedScenario, file: string): Scenario {
  const targets = resolveTargets(parsed, file);
  return {
    name: parsed.name ?? basename(file, extname(file)),
    description: parsed.description,
    file,
    endpoint: parsed.endpoint,
    region: parsed.region,
    targets,
    loads: resolveLoads(parsed, targets, file),
    dataset: resolveDataset(parsed.dataset, file),
    prompt: parsed.prompt,
    thresholds: resolveThresholds(parsed),
    choose: parsed.choose,
    ...(parsed.judge === undefined ? {} : { judge: resolveJudge(parsed.judge) }),
    ...(parsed.demand === undefined ? {} : { demand: parsed.demand }),
    prices: parsed.prices,
    fixedCosts: parsed.fixedCosts,
    budget: parsed.budget,
    retry: parsed.retry,
    warmup: parsed.warmup,
    cache: parsed.cache,
    seed: parsed.seed,
    tags: parsed.tags,
    emulator: {
      ...parsed.emulator,
      profiles: resolveProfiles(parsed.emulator.profiles, file),
      knowledgeBases: resolveKnowledgeBases(parsed.emulator.knowledgeBases, file),
    },
  };
}

function resolveTargets(parsed: ParsedScenario, file: string): Record<string, TargetSpec> {
  if (parsed.target !== undefined && parsed.targets !== undefined) {
    throw new Problem('A scenario has either "target" or "targets", not both.', {
      place: { file },
    });
  }
  const drafts = parsed.targets ?? (parsed.target === undefined ? {} : { target: parsed.target });
  const entries = Object.entries(drafts);
  if (entries.length === 0) {
    throw new Problem('The scenario names no target.', {
      place: { file },
      remedy: 'Add target: { kind: "bedrock-converse", model: "…" }, or several under targets.',
    });
  }
  return Object.fromEntries(entries.map(([name, draft]) => [name, named(name, draft)]));
}

function named(name: string, draft: TargetDraft): TargetSpec {
  if (draft.kind !== 'route') return { ...draft, name };
  const parts = Object.entries(draft.parts).map(([part, each]) => [part, named(part, each)]);
  return { ...draft, name, parts: Object.fromEntries(parts) };
}

/** k6's shortcuts: at most one of them, and none beside `scenarios`. */
function resolveLoads(
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
        throw new Problem(`scenarios.${name} does not say which target it loads.`, {
          place: { file },
          remedy: `Add target: one of ${names.join(', ')}.`,
        });
      }
      if (targets[target] === undefined) {
        const near = nearest(target, names);
        throw new Problem(`scenarios.${name} aims at a target "${target}" that is not there.`, {
          place: { file },
          remedy:
            near === undefined ? `Targets are ${names.join(', ')}.` : `Did you mean "${near}"?`,
        });
      }
      return [name, resolveLoad(name, target, draft)];
    }),
  );
}

function shortcut(parsed: ParsedScenario, file: string): Record<string, LoadDraft> {
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

function resolveLoad(name: string, target: string, draft: LoadDraft): Load {
  const { startTime, gracefulStop, tags } = draft;
  return { name, target, startTime, gracefulStop, tags, ...resolveExecutor(draft) };
}

function resolveExecutor(draft: LoadDraft): Executor {
  switch (draft.executor) {
    case 'constant-vus': {
      return { executor: draft.executor, vus: draft.vus, duration: draft.duration };
    }
    case 'ramping-vus': {
      const { executor, startVUs, stages, gracefulRampDown } = draft;
      return { executor, startVUs, stages, gracefulRampDown };
    }
    case 'shared-iterations':
    case 'per-vu-iterations': {
      const { executor, vus, iterations, maxDuration } = draft;
      return { executor, vus, iterations, maxDuration };
    }
    case 'constant-arrival-rate': {
      const { executor, rate, timeUnit, duration } = draft;
      return { executor, rate, timeUnit, duration, arrival: process(draft), ...slots(draft) };
    }
    case 'ramping-arrival-rate': {
      const { executor, startRate, timeUnit, stages } = draft;
      return { executor, startRate, timeUnit, stages, arrival: process(draft), ...slots(draft) };
    }
    case 'replay': {
      const { executor, speed, duration } = draft;
      return { executor, speed, duration, ...slots(draft) };
    }
  }
}

function process(draft: {
  arrival: ArrivalProcess['process'];
  cv?: number | undefined;
}): ArrivalProcess {
  if (draft.arrival === 'gamma') return { process: 'gamma', cv: draft.cv ?? 1 };
  return { process: draft.arrival };
}

function slots(draft: {
  preAllocatedVUs: number;
  maxVUs?: number | undefined;
  onSaturation: 'queue' | 'drop';
}): { maxVUs: number; onSaturation: 'queue' | 'drop' } {
  return { maxVUs: draft.maxVUs ?? draft.preAllocatedVUs, onSaturation: draft.onSaturation };
}

function resolveDataset(draft: ParsedScenario['dataset'], file: string): DatasetSource {
  const { window, ...rest } = draft;
  return {
    ...rest,
    file: resolvePath(dirname(file), draft.file),
    format: draft.format ?? formatOf(draft.file),
    ...(window === undefined ? {} : { busiest: window }),
  };
}

function formatOf(file: string): DatasetSource['format'] {
  const ending = extname(file.toLowerCase().replace(/\.gz$/, ''));
  if (ending === '.csv') return 'csv';
  return ending === '.parquet' ? 'parquet' : 'jsonl';
}

/** A profile that is a file is found from the scenario's; the others have names. */
function resolveProfiles(
  profiles: Readonly<Record<string, string>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(profiles).map(([subject, profile]) => [
      subject,
      profile.endsWith('.json') ? resolvePath(dirname(file), profile) : profile,
    ]),
  );
}

function resolveKnowledgeBases(
  bases: Readonly<Record<string, KnowledgeBaseSettings>>,
  file: string,
): Record<string, KnowledgeBaseSettings> {
  const absolute = (path: string): string => resolvePath(dirname(file), path);
  return Object.fromEntries(
    Object.entries(bases).map(([id, { folder, dataset }]) => [
      id,
      {
        ...(folder === undefined ? {} : { folder: absolute(folder) }),
        ...(dataset === undefined ? {} : { dataset: absolute(dataset) }),
      },
    ]),
  );
}

function resolveThresholds(parsed: ParsedScenario): ThresholdSpec[] {
  return Object.entries(parsed.thresholds).flatMap(([metric, expressions]) =>
    expressions.map((entry) =>
      typeof entry === 'string'
        ? { metric, expression: entry, abortOnFail: false, delayAbortEval: 0 }
        : {
            metric,
            expression: entry.threshold,
            abortOnFail: entry.abortOnFail,
            delayAbortEval: entry.delayAbortEval,
          },
    ),
  );
}

function resolveJudge(draft: NonNullable<ParsedScenario['judge']>): JudgeSettings {
  return { ...draft, target: named('judge', draft.target) };
}
