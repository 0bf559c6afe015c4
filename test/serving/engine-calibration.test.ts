import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/scenario/random.ts';
import { createEngine } from '../../src/serving/engine.ts';
import type { EngineProfile } from '../../src/serving/profile.ts';
import { profileNamed } from '../../src/serving/profiles.ts';
import { closedLoop } from './closed-loop.ts';

const MEASURED = join(import.meta.dirname, '../../../shared/data/traces/calibration');
const NIM = join(MEASURED, 'nim_llama33_70b_fp8_2xh100_tp2_5000_500.csv');
const OCI = join(MEASURED, 'oci_dedicated_cluster_random_length.csv');

/** What a benchmark tool prints of a closed loop once it is steady. */
interface Row {
  concurrency: number;
  ttft: number;
  itl: number;
  tokensPerSecond: number;
}

describe.skipIf(!existsSync(NIM))('a table of NVIDIA NIM it was never fitted to', () => {
  // Llama 3.3 70B fp8 on 2 H100, 5,000 tokens in and 500 out. NIM keeps an 8-bit cache: twice the
  // tokens. Nothing else differs from the profile.
  const profile = { ...engineNamed('llama-70b-h100x2'), kvTokens: 460_000 };
  const real = records(NIM).map((record) => ({
    concurrency: record('concurrency'),
    ttft: record('ttft_ms'),
    itl: record('itl_ms'),
    tokensPerSecond: record('output_tokens_per_s'),
  }));
  const model = real.map((row) => steadyLoop(profile, row.concurrency, 5000, 500));

  it('is met in TTFT within 25 % on average, from 0.4 s to 89 s', () => {
    expect(meanError('ttft', model, real)).toBeLessThan(0.25);
  });

  it('is met in throughput within 10 % on average', () => {
    expect(meanError('tokensPerSecond', model, real)).toBeLessThan(0.1);
  });

  // A tenth too fast alone and an eighth too slow when full: the fit is of vLLM, NIM is not, and no
  // knob but the cache's size is changed. Hence 12 %, where 10 % was hoped for.
  it('is met in time per token within 12 % on average', () => {
    expect(meanError('itl', model, real)).toBeLessThan(0.12);
  });

  it('shows the same knee: TTFT leaps between 50 and 100 users', () => {
    const at = (users: number): number =>
      model.find(({ concurrency }) => concurrency === users)?.ttft ?? Number.NaN;
    expect(at(100) / at(50)).toBeGreaterThan(5);
    expect(at(50) / at(25)).toBeLessThan(2);
  });
});

describe.skipIf(!existsSync(OCI))('a table of OCI where slots are the limit', () => {
  const real = records(OCI)
    .filter((record) => record.text('model') === 'llama-3.2-90b-vision')
    .map((record) => ({
      concurrency: record('concurrency'),
      itl: 1000 / record('inference_speed_tok_s'),
      latency: record('request_latency_s'),
      tokensPerSecond: record('throughput_tok_s'),
    }));
  const model = real.map((row) => steadyLoop(engineNamed('slots-32'), row.concurrency, 480, 300));

  it('is met in time per token within 10 % on average', () => {
    expect(real).toHaveLength(9);
    expect(meanError('itl', model, real)).toBeLessThan(0.1);
  });

  it('is met in throughput within 10 % on average', () => {
    expect(meanError('tokensPerSecond', model, real)).toBeLessThan(0.1);
  });

  it('is flat from 32 users on, and the rest wait', () => {
    const full = model.filter(({ concurrency }) => concurrency >= 32);
    const rates = full.map(({ tokensPerSecond }) => tokensPerSecond);
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(1.03);
    const waits = full.map(({ ttft }) => ttft);
    expect(waits.slice(1)).toEqual(waits.slice(1).toSorted((a, b) => a - b));
    expect(waits[3] ?? 0).toBeGreaterThan(50_000);
  });
});

function engineNamed(name: string): EngineProfile {
  const profile = profileNamed(name);
  if (profile.mode !== 'engine') throw new Error(`${name} is no engine.`);
  return profile;
}

/**
 * A closed loop of five rounds without the first, in which all start at once. Lengths scatter by
 * 5 %, or the users would march in step for ever.
 */
function steadyLoop(profile: EngineProfile, users: number, input: number, output: number): Row {
  const random = createRandom(7, 'answers');
  const around = (mean: number): number => Math.round(mean * (0.95 + 0.1 * random()));
  const serving = createEngine(profile, createRandom(7, 'service'), { emissions: 'edges' });
  const all = closedLoop(serving, users, Math.max(40, 5 * users), () => ({
    inputTokens: around(input),
    outputTokens: around(output),
  }));
  const start = all[users - 1]?.end ?? 0;
  const steady = all.slice(users);
  const end = steady.at(-1)?.end ?? 0;
  const tokens = steady.reduce((sum, job) => sum + job.output, 0);
  return {
    concurrency: users,
    ttft: mean(steady.map((job) => job.firstToken - job.at)),
    itl: mean(steady.map((job) => (job.end - job.firstToken) / (job.output - 1))),
    tokensPerSecond: (1000 * tokens) / (end - start),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean absolute error, as a share of the real value. */
function meanError<K extends string>(
  key: K,
  model: readonly Readonly<Record<K, number>>[],
  real: readonly Readonly<Record<K, number>>[],
): number {
  return mean(real.map((row, i) => Math.abs((model[i]?.[key] ?? Number.NaN) / row[key] - 1)));
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
