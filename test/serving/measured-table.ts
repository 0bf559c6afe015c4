import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/random/random.ts';
import { Engine } from '../../src/serving/engine/engine.ts';
import type { EngineProfile } from '../../src/serving/profiles/profile.ts';
import { profileNamed } from '../../src/serving/profiles/profiles.ts';
import { closedLoop, type Served } from './closed-loop.ts';

/** Measurements of a real server, with the model's results for the same load. */
export interface MeasuredTable<Column extends keyof Row> {
  readonly real: readonly Readonly<Pick<Row, Column>>[];
  readonly model: readonly Readonly<Row>[];
}

/**
 * Output of a benchmark tool for a closed loop in steady state: milliseconds, and tokens a second.
 */
interface Row {
  concurrency: number;
  ttft: number;
  itl: number;
  tokensPerSecond: number;
}

type Lengths = readonly [from: number, to: number];

const MEASURED = join(process.cwd(), '../shared/data/traces/calibration');
const NIM = join(MEASURED, 'nim_llama33_70b_fp8_2xh100_tp2_5000_500.csv');
const OCI = join(MEASURED, 'oci_dedicated_cluster_random_length.csv');
const INFERENCEX = join(MEASURED, 'inferencex_silicon_agg_h100_h200.csv');

/** Whether the measurements exist: they are stored outside of the project. */
export const haveMeasurements = [NIM, OCI, INFERENCEX].every((file) => existsSync(file));

/**
 * NVIDIA NIM, to which nothing was fitted: Llama 3.3 70B fp8 on 2 H100, 5,000 tokens in and 500 out.
 * NIM keeps an 8-bit cache, where the profile's vLLM kept one of 16 bits.
 */
export function nimTable(
  profile = engineNamed('llama-70b-h100x2-fp8-cache'),
): MeasuredTable<keyof Row> {
  const real = records(NIM).map((record) => ({
    concurrency: record('concurrency'),
    ttft: record('ttft_ms'),
    itl: record('itl_ms'),
    tokensPerSecond: record('output_tokens_per_s'),
  }));
  const model = real.map((row) => steadyLoop(profile, row.concurrency, 5000, 500));
  return { real, model };
}

/**
 * The rows that a Llama 70B profile was fitted to: InferenceX, vLLM on so many H100. Its benchmark
 * asks ten rounds with lengths between 80 % and 100 % of the named ones, and counts them all.
 */
export function trainingTable(
  profile: EngineProfile,
  gpus: number,
): MeasuredTable<'concurrency' | 'ttft' | 'itl'> {
  const rows = records(INFERENCEX).filter(
    ({ text }) =>
      text('model') === 'meta-llama/Llama-3.1-70B' &&
      text('system') === 'h100_sxm' &&
      text('tp') === String(gpus),
  );
  const real = rows.map((record) => ({
    concurrency: record('concurrency'),
    ttft: record('ttft_ms'),
    itl: record('tpot_ms'),
  }));
  const model = rows.map((record) => {
    const users = record('concurrency');
    const [input, output] = [record('isl'), record('osl')];
    const all = loop(profile, { users, total: 10 * users }, [
      [0.8 * input, input],
      [0.8 * output, output],
    ]);
    return rowOf(users, all, 0);
  });
  return { real, model };
}

/** Returns the loss of `proofload fit`: the sum of the errors of both times' logarithms. */
export function loss({ real, model }: MeasuredTable<'ttft' | 'itl'>): number {
  const off = (made: number | undefined, measured: number): number =>
    Math.abs(Math.log((made ?? Number.NaN) / measured));
  return real.reduce(
    (sum, row, i) => sum + off(model[i]?.ttft, row.ttft) + off(model[i]?.itl, row.itl),
    0,
  );
}

/** A dedicated OCI cluster, 480 tokens in and 300 out, with the corresponding profile. */
export function ociTable(
  name = 'llama-3.2-90b-vision',
  profile = 'slots-32',
): MeasuredTable<'concurrency' | 'itl' | 'tokensPerSecond'> {
  const real = records(OCI)
    .filter((record) => record.text('model') === name)
    .map((record) => ({
      concurrency: record('concurrency'),
      itl: 1000 / record('inference_speed_tok_s'),
      tokensPerSecond: record('throughput_tok_s'),
    }));
  const model = real.map((row) => steadyLoop(engineNamed(profile), row.concurrency, 480, 300));
  return { real, model };
}

export function engineNamed(name: string): EngineProfile {
  const profile = profileNamed(name);
  if (profile.mode !== 'engine') throw new Error(`${name} is no engine.`);
  return profile;
}

/**
 * A closed loop of five rounds without the first, in which all start at once. Lengths scatter by
 * 5 %, or the users would march in step for ever.
 */
function steadyLoop(profile: EngineProfile, users: number, input: number, output: number): Row {
  const all = loop(profile, { users, total: Math.max(40, 5 * users) }, [
    [0.95 * input, 1.05 * input],
    [0.95 * output, 1.05 * output],
  ]);
  return rowOf(users, all.slice(users), all[users - 1]?.end ?? 0);
}

function loop(
  profile: EngineProfile,
  { users, total }: { readonly users: number; readonly total: number },
  [input, output]: readonly [Lengths, Lengths],
): readonly Served[] {
  const random = createRandom(7, 'answers');
  const within = ([from, to]: Lengths): number => Math.round(from + (to - from) * random());
  const serving = new Engine(profile, createRandom(7, 'service'), { emissions: 'edges' });
  return closedLoop(serving, users, total, () => ({
    inputTokens: within(input),
    outputTokens: within(output),
  }));
}

function rowOf(concurrency: number, jobs: readonly Served[], start: number): Row {
  const end = jobs.at(-1)?.end ?? 0;
  return {
    concurrency,
    ttft: mean(jobs.map((job) => job.firstToken - job.at)),
    itl: mean(jobs.map((job) => (job.end - job.firstToken) / (job.output - 1))),
    tokensPerSecond: (1000 * jobs.reduce((sum, job) => sum + job.output, 0)) / (end - start),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean absolute error of a column, as a share of the real value. */
export function meanError<Column extends keyof Row>(
  column: Column,
  { real, model }: MeasuredTable<Column>,
): number {
  return mean(real.map((row, i) => Math.abs((model[i]?.[column] ?? Number.NaN) / row[column] - 1)));
}

/** The rows of a CSV file without quotes, each a function from column to number. */
function records(file: string): (((column: string) => number) & { text: (c: string) => string })[] {
  if (!existsSync(file)) return [];
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    const text = (column: string): string => cells[columns.indexOf(column)] ?? '';
    return Object.assign((column: string) => Number.parseFloat(text(column)), { text });
  });
}
