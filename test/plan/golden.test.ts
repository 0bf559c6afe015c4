import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { tokenCost } from '../../src/cost/cost.ts';
import { budgetPer1k, perMonth } from '../../src/cost/month.ts';
import { createPriceBook } from '../../src/cost/price-book.ts';
import { createPeak, inFlight } from '../../src/plan/demand/peak.ts';
import { maxInputTokens, promptCachePer1k, sizePer1k } from '../../src/plan/demand/prompt-size.ts';
import { tokenDemand } from '../../src/plan/demand/token-demand.ts';
import { cascadeShare, routeSaving, routeShare } from '../../src/plan/lever/mix.ts';
import { allowedPerMiss, hitRateNeeded } from '../../src/plan/lever/response-cache.ts';

const FILE = '../shared/data/golden_costs.json';

/**
 * Figures computed independently of this code: a RAG service of 50,000 queries a day, 2,000 tokens
 * in, 250 out.
 */
const schema = z.record(
  z.string(),
  z.union([
    z.number(),
    z.array(z.number()),
    z.record(
      z.string(),
      z.union([z.number(), z.array(z.number()), z.record(z.string(), z.number())]),
    ),
  ]),
);

const golden: unknown = existsSync(FILE)
  ? schema.parse(JSON.parse(readFileSync(FILE, 'utf8')))
  : {};

/** Returns the figure at a path of keys; NaN, which equals nothing, where there is none. */
function figure(...path: readonly (string | number)[]): number {
  let value: unknown = golden;
  for (const key of path) {
    value = z.record(z.string(), z.unknown()).safeParse({ ...Object(value) }).data?.[key];
  }
  return typeof value === 'number' ? value : Number.NaN;
}

const QUERIES = 50_000;
const BUDGET = 5000;
const SIZE = { input: 2000, output: 250 };
const MONTHS = [
  ['30d', 30],
  ['30.4167d', 365 / 12],
  ['31d', 31],
] as const;

const MODELS: Readonly<Record<string, string>> = {
  'claude-3-5-sonnet': 'anthropic.claude-3-5-sonnet-20240620-v1:0',
  'claude-3-haiku': 'anthropic.claude-3-haiku-20240307-v1:0',
  'llama3-70b': 'meta.llama3-70b-instruct-v1:0',
  'titan-text-express': 'amazon.titan-text-express-v1',
  'command-r-plus': 'cohere.command-r-plus-v1:0',
};

const book = createPriceBook([]);

function priceOf(model: string) {
  const row = book.find(MODELS[model] ?? model);
  if (row === undefined) throw new Error(`no price of ${model}`);
  return row;
}

function per1kOf(model: string): number {
  return sizePer1k(priceOf(model), SIZE);
}

const allowed = budgetPer1k(BUDGET, QUERIES, { days: 30 });
const FIXED = 401.850_075;
const allowedAfterFixed = budgetPer1k(BUDGET, QUERIES, { days: 30, fixed: FIXED });
const mix = { expensive: per1kOf('claude-3-5-sonnet'), cheap: per1kOf('claude-3-haiku') };
const llamaMix = { expensive: per1kOf('llama3-70b'), cheap: per1kOf('claude-3-haiku') };

describe.skipIf(!existsSync(FILE))('the golden costs (needs ../shared/data)', () => {
  it.each(MONTHS)(
    'the golden costs allow the same budget per 1k in a month of %s',
    (name, days) => {
      expect(budgetPer1k(BUDGET, QUERIES, { days })).toBeCloseTo(figure('budget_per_1k', name), 6);
    },
  );

  describe.each(Object.keys(MODELS))('of %s', (model) => {
    const per1k = per1kOf(model);

    it('the golden costs are the same per query, day and month', () => {
      const at = (key: string) => figure('per_model', model, key);
      expect(tokenCost({ ...SIZE, source: 'reported' }, priceOf(model))).toBeCloseTo(
        at('per_query'),
        9,
      );
      expect(per1k).toBeCloseTo(at('per_1k'), 6);
      expect(sizePer1k(priceOf(model), { ...SIZE, output: 0 })).toBeCloseTo(at('in_per_1k'), 6);
      expect(sizePer1k(priceOf(model), { ...SIZE, input: 0 })).toBeCloseTo(at('out_per_1k'), 6);
      expect(perMonth(per1k, QUERIES, 1)).toBeCloseTo(at('per_day'), 6);
      for (const [name, days] of MONTHS) {
        expect(perMonth(per1k, QUERIES, days)).toBeCloseTo(at(`month_${name}`), 6);
      }
      expect(perMonth(per1k, QUERIES, 30) / BUDGET).toBeCloseTo(at('pct_of_budget_30d'), 6);
    });

    it('the golden costs need the same cache hits', () => {
      expect(hitRateNeeded(per1k, allowed)).toBeCloseTo(figure('hit_needed', model, 0), 6);
      expect(hitRateNeeded(per1k, allowedAfterFixed)).toBeCloseTo(
        figure('hit_needed', model, 1),
        6,
      );
    });
  });

  it('the golden costs have the same fixed lines, and leave the same for tokens', () => {
    const lambda = 0.0002 + 1000 * 3 * 0.5 * 0.000_016_666_7;
    const embedding = { input: 0.02, output: 0 };
    const lines = {
      opensearch_serverless_2ocu: 0.24 * 2 * 730,
      'api_gateway_rest_1.5M': perMonth(0.0035, QUERIES, 30),
      'lambda_1.5M_3s_512MB': perMonth(lambda, QUERIES, 30),
      titan_embed_v2_30tok: perMonth(sizePer1k(embedding, { input: 30, output: 0 }), QUERIES, 30),
      logs_10KB_per_q_ingest: perMonth(0.005, QUERIES, 30),
    };
    for (const [name, dollars] of Object.entries(lines)) {
      expect(dollars, name).toBeCloseTo(figure('fixed', name), 6);
    }
    const total = Object.values(lines).reduce((sum, dollars) => sum + dollars, 0);
    expect(total).toBeCloseTo(figure('fixed_total_default'), 6);
    expect(total).toBeCloseTo(FIXED, 6);
    expect(allowedAfterFixed).toBeCloseTo(figure('llm_budget_per_1k_after_fixed'), 6);
  });

  it.each([
    ['route_no fixed', allowed],
    ['route_after fixed', allowedAfterFixed],
  ])('the golden costs route alike (%s)', (key, budget) => {
    expect(routeShare(mix, budget)).toBeCloseTo(figure(key, 'predictive'), 6);
    expect(cascadeShare(mix, budget)).toBeCloseTo(figure(key, 'cascade'), 6);
    expect(routeShare(llamaMix, budget)).toBeCloseTo(figure(key, 'llama70b_haiku'), 6);
  });

  it('the golden costs verify alike', () => {
    const verifier = sizePer1k(priceOf('claude-3-haiku'), { input: 2300, output: 20 });
    expect(verifier).toBeCloseTo(figure('verifier_per_1k'), 6);
    for (const [i, budget] of [allowed, allowedAfterFixed].entries()) {
      expect(cascadeShare(mix, budget, verifier)).toBeCloseTo(
        figure('cascade_with_verifier', i),
        6,
      );
    }
  });

  it.each([0.2, 0.3, 0.45])(
    'the golden costs combine a cache that hits %d with routing alike',
    (hitRate) => {
      for (const [i, budget] of [allowed, allowedAfterFixed].entries()) {
        const share = routeShare(mix, allowedPerMiss(budget, hitRate));
        expect(share).toBeCloseTo(figure(`cache${hitRate}_route`, i), 6);
      }
    },
  );

  it.each([0.8, 0.9])(
    'the golden costs save %d by the same share of the cheaper model',
    (saving) => {
      const cheapShare = figure(`haiku_share_for_${saving}`);
      expect(routeSaving(mix, 1 - cheapShare)).toBeCloseTo(saving, 6);
    },
  );

  it('the golden costs allow the same longest prompts', () => {
    const sonnet = priceOf('claude-3-5-sonnet');
    const at = (key: string) => figure('prompt', key);
    expect(maxInputTokens(sonnet, 100, allowed)).toBeCloseTo(at('sonnet_max_in_at_out100'), 6);
    expect(maxInputTokens(sonnet, 150, allowed)).toBeCloseTo(at('sonnet_max_in_at_out150'), 6);
    expect(maxInputTokens(sonnet, 250, allowed)).toBeUndefined();
    expect(maxInputTokens(priceOf('llama3-70b'), 250, allowed)).toBeCloseTo(
      at('llama70b_max_in_at_out250'),
      6,
    );
  });

  it.each([500, 1000, 1500].flatMap((prefix) => [0.9, 0.99].map((hit) => [prefix, hit] as const)))(
    'the golden costs cache a prefix of %d tokens at %d alike',
    (prefix, hitRate) => {
      const sonnet = { ...priceOf('claude-3-5-sonnet'), cacheRead: 0.3, cacheWrite: 3.75 };
      const per1k = promptCachePer1k(sonnet, SIZE, { prefix, hitRate });
      expect(per1k).toBeCloseTo(figure(`pc_${prefix}_${hitRate}`), 6);
    },
  );

  it('the golden costs pay a judge of 5 % alike', () => {
    const judged = sizePer1k(priceOf('claude-3-5-sonnet'), { input: 3000, output: 200 });
    expect(perMonth(judged * 0.05, QUERIES, 30)).toBeCloseTo(figure('judge_sonnet_5pct_30d'), 6);
  });

  describe.each([
    ['uniform', 1],
    ['BurstGPT hourly avg profile', 1.8389],
    ['ServeGen m-small busiest-hour mean-day', 1.46],
    ['ServeGen m-small worst hour in 14d', 2.06],
    ['ServeGen m-large worst hour', 1.86],
    ['DeepSeek-R1 24h', 2.19],
    ['office 10h x80% (8h*? )', 1.92],
  ])('under the demand "%s"', (name, ratio) => {
    const at = (key: string) => figure('demand', name, key);
    const peak = createPeak(QUERIES, ratio);
    const use = { ...SIZE, maxTokens: 1024, burndown: 1 };

    it('the golden demands have the same peak', () => {
      expect(peak.perSecond).toBeCloseTo(at('peak_rps'), 6);
      expect(peak.perMinute).toBeCloseTo(at('peak_rpm_mean'), 6);
      expect(peak.steadyMinute).toBe(at('peak_rpm_p999_poisson'));
      expect(peak.burstyMinute).toBe(at('peak_rpm_p999_cv3'));
    });

    it('the golden demands use the same tokens', () => {
      const burst = peak.burstyMinute;
      expect(tokenDemand(peak.perMinute, use).settled).toBeCloseTo(at('tpm_mean'), 6);
      expect(tokenDemand(burst, use).settled).toBe(at('tpm_p999_cv3_actual'));
      expect(tokenDemand(burst, use).reserved).toBe(at('tpm_reserved_max1024'));
      expect(tokenDemand(burst, { ...use, maxTokens: 4096 }).reserved).toBe(
        at('tpm_reserved_max4096'),
      );
      expect(tokenDemand(burst, { ...use, burndown: 5 }).settled).toBe(at('tpm_burn5'));
    });

    it.each(['1.5', '3.0', '5.6'])(
      'the golden demands have as many requests in flight for %s s each',
      (seconds) => {
        const latency = Number(seconds) * 1000;
        expect(inFlight(peak.perSecond, latency)).toBeCloseTo(at(`L_W${seconds}`), 6);
      },
    );
  });
});
