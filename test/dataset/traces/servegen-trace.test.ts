import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, loadDataset } from '../../../src/dataset/dataset.ts';
import { createRandom } from '../../../src/random/random.ts';
import type { DatasetSource } from '../../../src/scenario/dataset/dataset-schema.ts';

const FILES = {
  rate10min: 't_seconds,requests_per_second\n0,1\n600,4\n1200,2\n',
  clients: 'client,mean_rate,share,rate_weighted_cv\n7,1.4,0.6,3\n9,0.93,0.4,0.5\n',
  input_tokens_quantiles: 'quantile,value\n0.010,10\n0.500,100\n0.999,1000\n',
  output_tokens_quantiles: 'quantile,value\n0.010,0\n0.500,50\n0.999,200\n',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-servegen-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Creates a workload of three windows and two clients, with a test's changes. */
function workload(name: string, changed: Partial<Record<string, string>> = {}): string {
  for (const [what, text] of Object.entries({ ...FILES, ...changed })) {
    if (text !== undefined) writeFileSync(join(folder, `${name}_${what}.csv`), text);
  }
  return join(folder, `${name}_rate10min.csv`);
}

function load(file: string, more: Partial<DatasetSource> = {}, seed = 1): Promise<Dataset> {
  const format = 'servegen';
  const plain = { order: 'sequential', redact: [], skipBadRows: false, columns: {} } as const;
  const prompt = { user: '{{ question }}', maxTokens: 1 };
  return loadDataset({ file, format, ...plain, ...more }, prompt, {
    random: createRandom(seed, 'order'),
  });
}

async function complaint(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'Problem' });
  return error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : '';
}

describe('ServeGen workload', () => {
  it('a ServeGen workload has the rate of each window, and each client its share', async () => {
    const { queries } = await load(workload('plain'));
    const count = (from: number, to: number) =>
      queries.filter(({ at = 0 }) => at >= from * 1000 && at < to * 1000).length;
    // Within one request for each of the two clients.
    expect(Math.abs(count(0, 600) - 600)).toBeLessThanOrEqual(2);
    expect(Math.abs(count(600, 1200) - 2400)).toBeLessThanOrEqual(2);
    expect(Math.abs(count(1200, 1800) - 1200)).toBeLessThanOrEqual(2);
    const share = queries.filter(({ tags }) => tags['client'] === '7').length / queries.length;
    expect(share).toBeCloseTo(0.6, 1);
  });

  it('a ServeGen workload has lengths with the published quantiles, one token at least', async () => {
    const { queries } = await load(workload('lengths'));
    const input = queries.map(({ messages }) => countTokens(messages[0]?.text ?? ''));
    const output = queries.map(({ maxTokens }) => maxTokens);
    const below = (values: number[], most: number) =>
      values.filter((value) => value <= most).length / values.length;
    expect(below(input, 100)).toBeCloseTo(0.5, 1);
    expect(below(output, 50)).toBeCloseTo(0.5, 1);
    expect(Math.min(...input)).toBe(10);
    expect(Math.max(...input)).toBeLessThanOrEqual(1000);
    expect(Math.min(...output)).toBe(1);
  });

  it('a ServeGen workload is the same under the same seed, and different under another', async () => {
    const file = workload('seeded');
    const [one, same, other] = [await load(file), await load(file), await load(file, {}, 2)];
    expect(one.queries).toEqual(same.queries);
    expect(one.queries[0]?.at).not.toBe(other.queries[0]?.at);
    expect(one.queries.map(({ at = 0 }) => at)).toEqual(
      one.queries.map(({ at = 0 }) => at).toSorted((a, b) => a - b),
    );
  });

  it('a ServeGen workload draws only the busiest window, found from the rates', async () => {
    const { queries } = await load(workload('window'), { busiest: 600_000 });
    expect(queries[0]?.at).toBe(0);
    expect(queries.at(-1)?.at).toBeLessThanOrEqual(600_000);
    expect(Math.abs(queries.length - 2400)).toBeLessThanOrEqual(2);
    const { queries: hour } = await load(workload('window'), { busiest: 900_000 });
    // The ten busiest minutes and the half window after them, not the one before.
    expect(hour[0]?.id).toBe('request-1');
    expect(Math.abs(hour.length / 3000 - 1)).toBeLessThan(0.25);
  });

  it('a ServeGen workload draws no more than the limit', async () => {
    const { queries } = await load(workload('limited'), { limit: 5 });
    expect(queries.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => `request-${n}`));
  });

  it('a ServeGen workload uses each client’s own fits where they are published', async () => {
    const windows =
      'client,t_seconds,rate,cv,pattern,shape,scale\n9,600,4,0.52,Weibull,2,0.28\n7,0,1,1,Gamma,1,1\n7,1200,0,0,Gamma,0,0\n';
    const { queries } = await load(workload('fitted', { windows }));
    const spans = { '7': [0, 600_000], '9': [600_000, 1_200_000] };
    for (const [client, [from = 0, to = 0]] of Object.entries(spans)) {
      const at = queries.filter(({ tags }) => tags['client'] === client).map(({ at = 0 }) => at);
      expect(at.every((time) => time >= from && time < to)).toBe(true);
    }
    expect(Math.abs(queries.length - 3000)).toBeLessThanOrEqual(2);
  });

  // As published: gaps whose mean by shape and scale is 0.14 s at 1.3 requests a second, and 12 s at 87.
  it('a ServeGen workload draws as many requests as the rates say, for any fitted scale', async () => {
    const rates = 't_seconds,requests_per_second\n0,10\n600,2\n';
    const windows =
      'client,t_seconds,rate,cv,pattern,shape,scale\n7,0,1.3,8.6,Weibull,0.15,0.0004\n9,0,8.7,2,Gamma,0.2,60\n7,600,4,9,Gamma,0.03,0.001\n';
    const { queries } = await load(workload('scaled', { rate10min: rates, windows }));
    const early = queries.filter(({ at = 0 }) => at < 600_000);
    expect(Math.abs(early.length - 6000)).toBeLessThanOrEqual(2);
    const share = early.filter(({ tags }) => tags['client'] === '7').length / early.length;
    expect(share).toBeCloseTo(0.13, 3);
    // Its clients add up to 4 a second, but the rate file is authoritative.
    expect(Math.abs(queries.length - early.length - 1200)).toBeLessThanOrEqual(2);
  });

  it.each([
    ['shape, scale', 'client,t_seconds,rate,cv,pattern,shape,scale'],
    ['pat_arg1, pat_arg2', 'client_id,timestamp,rate,cv,pat_name,pat_arg1,pat_arg2'],
  ])('a ServeGen workload reads windows whose columns are named %s', async (_, header) => {
    const windows = `${header}\n7,0,1,1,Gamma,1,1\n9,600,4,0.5,Weibull,2,1\n`;
    const { queries } = await load(workload('named', { windows }));
    expect(Math.abs(queries.length - 3000)).toBeLessThanOrEqual(2);
  });

  it('a ServeGen workload divides the whole rate among the listed clients', async () => {
    const clients = 'client,share,rate_weighted_cv\n7,0.3,3\n9,0.1,0.5\n';
    const { queries } = await load(workload('partly', { clients }));
    expect(Math.abs(queries.length - 4200)).toBeLessThanOrEqual(2);
    const share = queries.filter(({ tags }) => tags['client'] === '7').length / queries.length;
    expect(share).toBeCloseTo(0.75, 2);
  });

  it('a ServeGen workload has a digest of all its files', async () => {
    const before = await load(workload('digest'), { limit: 1 });
    const output_tokens_quantiles = 'quantile,value\n0.5,1\n';
    const after = await load(workload('digest', { output_tokens_quantiles }), { limit: 1 });
    expect(after.sha256).not.toBe(before.sha256);
  });

  it.each<[Partial<Record<string, string>>, string]>([
    [
      { rate10min: 't_seconds,requests_per_second\n600,1\n0,1\n' },
      'bad_rate10min.csv:3: The rows do not rise by t_seconds.',
    ],
    [
      { clients: 'client,share,rate_weighted_cv\n7,1,0\n' },
      'bad_clients.csv:2: The rate_weighted_cv 0 is not above 0.',
    ],
    [{ clients: 'client,share,rate_weighted_cv\n' }, 'bad_clients.csv: The file has no rows.'],
    [
      { clients: 'client,share\n7,1\n' },
      'bad_clients.csv:2: The row has no rate_weighted_cv. A ServeGen file of clients has the columns client, share and rate_weighted_cv.',
    ],
    [
      { input_tokens_quantiles: 'quantile,value\n0.5,9\n0.6,8\n' },
      'bad_input_tokens_quantiles.csv:3: The rows do not rise by quantile.',
    ],
    [
      { windows: 'client,t_seconds,rate,cv,pattern,shape,scale\n7,300,1,1,Gamma,1,1\n' },
      'bad_windows.csv:2: The rates have no window at 300 s.',
    ],
    [
      { windows: 'client,t_seconds,rate,cv,pattern,shape,scale\n7,0,1,1,Pareto,1,1\n' },
      'bad_windows.csv:2: The row names no distribution of its gaps. One of its columns holds Gamma or Weibull.',
    ],
  ])('a ServeGen workload refuses %j', async (changed, message) => {
    rmSync(join(folder, 'bad_windows.csv'), { force: true });
    expect(await complaint(load(workload('bad', changed)))).toContain(message);
  });

  it('a ServeGen workload reports how its file is named, and which one is missing', async () => {
    const other = join(folder, 'rates.csv');
    writeFileSync(other, FILES.rate10min);
    expect(await complaint(load(other))).toContain('Give the file that ends in _rate10min.csv');
    const lonely = workload('lonely');
    rmSync(join(folder, 'lonely_clients.csv'));
    expect(await complaint(load(lonely))).toContain('There is no dataset "lonely_clients.csv".');
  });

  it('a ServeGen workload refuses more requests than memory holds', async () => {
    const rate10min = 't_seconds,requests_per_second\n0,1000\n';
    const file = workload('endless', { rate10min });
    expect(await complaint(load(file))).toContain(
      'About 600,000 requests would be drawn. Give a window ("busiest 1m") or a limit: 500,000 at most.',
    );
    expect((await load(file, { limit: 10 })).queries).toHaveLength(10);
  });
});

const PUBLISHED = resolve(
  import.meta.dirname,
  '../../../shared/data/traces/servegen-derived/reason_deepseek-r1_rate10min.csv',
);

describe.skipIf(!existsSync(PUBLISHED))(
  'the ServeGen workload of DeepSeek-R1 (needs ../shared/data)',
  () => {
    it('the published ServeGen workload has its busiest minutes’ rate, and its own lengths', async () => {
      const { queries } = await load(PUBLISHED, { busiest: 600_000 });
      // 35.5 requests a second in its busiest window.
      expect(Math.abs(queries.length / (35.5 * 600) - 1)).toBeLessThan(0.2);
      const outputs = queries.map(({ maxTokens }) => maxTokens).toSorted((a, b) => a - b);
      expect((outputs[outputs.length >> 1] ?? 0) / 792).toBeCloseTo(1, 1);
    });
  },
);
