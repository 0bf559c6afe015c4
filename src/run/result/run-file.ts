import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import type { DatasetResult, Environment } from '../../report/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SerializedEndpoint } from '../endpoint/endpoint.ts';
import type { WorkerCount } from '../load/worker-count.ts';

/** Content of `run.json`: what is known of a run before its first request, without secrets. */
export interface RunFile {
  readonly id: string;
  /** Start time, ISO 8601, UTC. */
  readonly startedAt: string;
  readonly environment: Environment;
  readonly scenario: Scenario;
  readonly runEndpoint: SerializedEndpoint;
  readonly workerCount: WorkerCount;
  readonly flags: readonly string[];
  readonly dataset: DatasetResult;
}

/** Scenario and environment are not validated. */
const schema = z.looseObject({
  id: z.string(),
  startedAt: z.iso.datetime(),
  environment: z.looseObject({ proofload: z.string(), node: z.string(), seed: z.number() }),
  scenario: z.looseObject({
    name: z.string(),
    region: z.string(),
    targets: z.record(z.string(), z.looseObject({ name: z.string(), kind: z.string() })),
    loads: z.record(z.string(), z.looseObject({ name: z.string(), target: z.string() })),
    thresholds: z.array(z.looseObject({ metric: z.string(), expression: z.string() })),
  }),
  runEndpoint: z.looseObject({
    endpoint: z.string(),
    emulated: z.boolean(),
    embedded: z.boolean(),
  }),
  workerCount: z.object({ asked: z.number(), used: z.number(), processors: z.number() }),
  flags: z.array(z.string()),
  dataset: z.object({
    file: z.string(),
    sha256: z.string(),
    rows: z.number(),
    skippedRows: z.number(),
  }),
});

/**
 * Parses a run file; throws a Problem if it is not one, or is of an older version with less in it.
 */
export function parseRunFile(text: string): RunFile {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Problem(
      `"${issue?.path.join('.') ?? ''}" is not as it must be: ${issue?.message ?? 'unreadable'}.`,
      {
        place: { file: 'run.json' },
        remedy:
          'Without result.json a report is made of run.json and samples.ndjson, as this version of proofload writes them.',
      },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema leaves open what run.ts wrote
  const run = parsed.data as unknown as RunFile;
  return { ...run, scenario: { ...run.scenario, loads: unbounded(run.scenario.loads) } };
}

/** Restores Infinity, which JSON does not have: the duration of a replay of all rows. */
function unbounded(loads: Scenario['loads']): Scenario['loads'] {
  const entries = Object.entries(loads).map(([name, load]) => {
    const isWhole = load.executor === 'replay' && !Number.isFinite(load.duration);
    return [name, isWhole ? { ...load, duration: Number.POSITIVE_INFINITY } : load] as const;
  });
  return Object.fromEntries(entries);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(`The run is not JSON: ${String(cause)}.`, {
      place: { file: 'run.json' },
      remedy: 'It was changed or cut after proofload wrote it.',
      cause,
    });
  }
}
