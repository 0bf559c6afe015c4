import { basename, dirname, extname, resolve as resolvePath } from 'node:path';
import { Problem } from '../problem/problem.ts';
import type { DatasetSource } from './dataset/dataset-schema.ts';
import type { JudgeSettings } from './judge/judge-schema.ts';
import { resolveEmulator } from './resolve-emulator.ts';
import { resolveLoads } from './resolve-loads.ts';
import type { ParsedScenario } from './scenario-schema.ts';
import type { Scenario } from './scenario.ts';
import { isInS3 } from './schema/s3-uri.ts';
import type { TargetDraft, TargetSpec } from './target/target-spec.ts';
import type { ThresholdSpec } from './threshold-spec.ts';

/** Fills in the settings that depend on others: names, defaults and absolute paths. */
export function resolveScenario(parsed: ParsedScenario, file: string): Scenario {
  const targets = resolveTargets(parsed, file);
  return {
    name: parsed.name ?? basename(file, extname(file)),
    description: parsed.description,
    file,
    ...(parsed.endpoint === undefined ? {} : { endpoint: parsed.endpoint }),
    region: parsed.region,
    ...(parsed.ca === undefined ? {} : { ca: resolvePath(dirname(file), parsed.ca) }),
    targets,
    loads: resolveLoads(parsed, targets, file),
    dataset: resolveDataset(parsed.dataset, file),
    prompt: parsed.prompt,
    thresholds: resolveThresholds(parsed),
    choose: parsed.choose,
    ...(parsed.judge === undefined ? {} : { judge: resolveJudge(parsed.judge, file) }),
    ...(parsed.demand === undefined ? {} : { demand: parsed.demand }),
    prices: parsed.prices,
    fixedCosts: parsed.fixedCosts,
    burndown: parsed.burndown,
    budget: parsed.budget,
    retry: parsed.retry,
    warmup: parsed.warmup,
    cache: parsed.cache,
    seed: parsed.seed,
    tags: parsed.tags,
    emulator: resolveEmulator(parsed, targets, file),
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
  return Object.fromEntries(entries.map(([name, draft]) => [name, named(name, draft, file)]));
}

function named(name: string, draft: TargetDraft, file: string): TargetSpec {
  if (draft.kind === 'module') {
    return { ...draft, name, module: resolvePath(dirname(file), draft.module) };
  }
  if (draft.kind !== 'route') return { ...draft, name };
  const parts = Object.entries(draft.parts).map(([part, each]) => [part, named(part, each, file)]);
  return { ...draft, name, parts: Object.fromEntries(parts) };
}

function resolveDataset(draft: ParsedScenario['dataset'], file: string): DatasetSource {
  const { window, ...rest } = draft;
  return {
    ...rest,
    file: isInS3(draft.file) ? draft.file : resolvePath(dirname(file), draft.file),
    format: draft.format ?? formatOf(draft.file),
    ...(window === undefined ? {} : { busiest: window }),
  };
}

function formatOf(file: string): DatasetSource['format'] {
  const ending = extname(file.toLowerCase().replace(/\.gz$/, ''));
  if (ending === '.csv') return 'csv';
  if (ending === '.tsv' || ending === '.tab') return 'tsv';
  if (ending === '.json') return 'json';
  return ending === '.parquet' ? 'parquet' : 'jsonl';
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

function resolveJudge(draft: NonNullable<ParsedScenario['judge']>, file: string): JudgeSettings {
  return { ...draft, target: named('judge', draft.target, file) };
}
