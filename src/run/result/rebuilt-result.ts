import { z } from 'zod';
import type { Dataset } from '../../dataset/dataset.ts';
import type { Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';
import type { RunResult } from '../../report/result/result.ts';
import type { RunEnd } from '../../runner/run.ts';
import type { Sample } from '../../sample/sample.ts';
import type { RunDirectory } from '../../store/run-directory.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { restoreEndpoint } from '../endpoint/endpoint.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';
import { type RunState, runStateOf } from '../state/run-state.ts';
import { buildResult } from './build-result.ts';
import { parseRunFile, type RunFile } from './run-file.ts';

/**
 * Builds the result of a run that ended before it wrote one, from run.json and the samples. It is
 * invalid, and its spend is a lower bound: requests in flight left no sample.
 */
export async function rebuiltResult(
  directory: Pick<RunDirectory<unknown>, 'read' | 'readSamples'>,
): Promise<RunResult> {
  const run = parseRunFile(directory.read('run.json'));
  const state = runStateOf(run.scenario, unread(run));
  const { count, end } = await takeAll(state, directory.readSamples());
  const result = buildResult(state, {
    id: run.id,
    startedAt: new Date(run.startedAt),
    end,
    losses: [lossOf(count)],
    workerCount: run.workerCount,
    environment: run.environment,
    runEndpoint: restoreEndpoint(run.runEndpoint, run.scenario.region),
    flags: run.flags,
    scenario: { ...run.scenario },
  });
  return { ...result, dataset: run.dataset };
}

function lossOf(samples: number): WorkerLoss {
  return {
    message:
      'The process of the run ended before it had written its result: this report is made of the ' +
      `${samples} samples on disk. Requests in flight at that time are in no figure here and may ` +
      'have been billed, chunk gaps and scores are left out, and how the load generator fared is ' +
      'unknown; run again.',
    unaccounted: true,
  };
}

/** Dataset as described in run.json, without its rows. */
function unread({ dataset: { file, sha256, skippedRows, notes = [] } }: RunFile): Dataset {
  return { file, sha256, queries: [], skippedRows, skipped: [], canaries: new Map(), notes };
}

async function takeAll(
  state: RunState,
  samples: AsyncIterable<unknown>,
): Promise<{ count: number; end: RunEnd }> {
  const last: Record<Sample['phase'], Milliseconds> = { warmup: 0, measured: 0 };
  let count = 0;
  for await (const value of samples) {
    const sample = checked(value, ++count, state);
    last[sample.phase] = Math.max(last[sample.phase], sample.end);
    state.take({ sample, query: queryOf(sample), answer: '', chunkGaps: [] });
  }
  const { warmup, measured } = last;
  return { count, end: { duration: measured, rented: warmup + measured, stopped: 'lost' } };
}

function queryOf({ queryId }: Sample): Query {
  return { id: queryId, messages: [], maxTokens: 0, context: [], tags: {}, row: {} };
}

/** Members of a sample that all metrics need. */
const schema = z.looseObject({
  index: z.number(),
  scenario: z.string(),
  target: z.string(),
  phase: z.enum(['warmup', 'measured']),
  queryId: z.string(),
  tags: z.record(z.string(), z.string()),
  due: z.number(),
  end: z.number(),
  stamps: z.looseObject({}),
  chunks: z.number(),
  readsShared: z.number(),
  outcome: z.string(),
  attempts: z.array(z.looseObject({ sent: z.number(), end: z.number(), outcome: z.string() })),
  tokens: z.looseObject({ source: z.string() }),
});

function checked(value: unknown, line: number, { scenario }: RunState): Sample {
  const parsed = schema.safeParse(value);
  const [issue] = parsed.error?.issues ?? [];
  const isKnown = parsed.success && Object.hasOwn(scenario.targets, parsed.data.target);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- record.ts made what the schema leaves open
  if (isKnown) return value as Sample;
  const wrong = issue === undefined ? 'its target is none of the run' : issue.message;
  throw new Problem(`The line is not a sample of this run: ${wrong}.`, {
    place: { file: 'samples.ndjson', line },
    remedy: 'Remove it, or take the file from the run directory again.',
  });
}
