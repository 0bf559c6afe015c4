import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleResult as sample } from '../report/sample-result.ts';
import { proofload } from './command.ts';

const GOLDEN = resolve(import.meta.dirname, '../../../shared/data/golden_costs.json');

interface Golden {
  readonly fixed_total_default: number;
  readonly 'route_no fixed': { readonly predictive: number; readonly cascade: number };
  readonly 'route_after fixed': { readonly predictive: number; readonly cascade: number };
  readonly hit_needed: Readonly<Record<string, readonly [number, number]>>;
}

/** A run that measured two models at exactly 2,000 tokens in and 250 out. */
async function goldenRun(fixed: readonly { name: string; perMonth: number }[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-golden-'));
  const [template] = sample.targets;
  const tokens = (avg: number) => ({
    type: 'trend',
    n: 500,
    avg,
    min: avg,
    max: avg,
    p50: avg,
    p90: avg,
    p95: avg,
    p99: avg,
    intervals: {},
    belowFloor: [],
  });
  const target = (name: string, id: string, per1k: number) => ({
    ...template,
    name,
    model: id,
    thresholds: [],
    metrics: { input_tokens: tokens(2000), output_tokens: tokens(250) },
    cost: { run: 1, per1k, fixed, prices: [{ id, source: 'golden', asOf: '2026-01-01' }] },
  });
  const targets = [
    target('sonnet', 'anthropic.claude-3-5-sonnet-20241022-v2:0', 9.75),
    target('haiku', 'anthropic.claude-3-haiku-20240307-v1:0', 0.8125),
  ];
  const directory = join(folder, 'run');
  await mkdir(directory);
  await writeFile(join(directory, 'run.json'), '{}');
  await writeFile(join(directory, 'result.json'), JSON.stringify({ ...sample, targets }));
  return directory;
}

async function levers(directory: string): Promise<Record<string, number>> {
  const words = ['--demand', '50000/day', '--budget', '5000', '--month-days', '30', '--json'];
  const { stdout, stderr } = await proofload(directory, ['plan', directory, ...words]);
  expect(stderr).toBe('');
  const plan = JSON.parse(stdout) as {
    levers: { kind: string; target: string; value?: number }[];
  };
  return Object.fromEntries(
    plan.levers
      .filter(({ target }) => target === 'sonnet')
      .map(({ kind, value }) => [kind, value ?? Number.NaN]),
  );
}

describe.skipIf(!existsSync(GOLDEN))(
  'the plan of the golden problem (needs ../shared/data)',
  () => {
    const golden = (): Golden => JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;

    it('finds the levers to 1e-6 before fixed costs', async () => {
      const found = await levers(await goldenRun([]));
      const { 'route_no fixed': route, hit_needed: hit } = golden();
      expect(found['route']).toBeCloseTo(route.predictive, 6);
      expect(found['cascade']).toBeCloseTo(route.cascade, 6);
      expect(found['response-cache']).toBeCloseTo(hit['claude-3-5-sonnet']?.[0] ?? Number.NaN, 6);
    });

    it('finds the levers to 1e-6 after fixed costs', async () => {
      const {
        fixed_total_default: perMonth,
        'route_after fixed': route,
        hit_needed: hit,
      } = golden();
      const found = await levers(await goldenRun([{ name: 'fixed', perMonth }]));
      expect(found['route']).toBeCloseTo(route.predictive, 6);
      expect(found['cascade']).toBeCloseTo(route.cascade, 6);
      expect(found['response-cache']).toBeCloseTo(hit['claude-3-5-sonnet']?.[1] ?? Number.NaN, 6);
    });
  },
);
