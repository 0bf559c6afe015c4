import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/metrics/metrics.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { routeShares } from '../../../src/report/summary/route-share.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleResult } from '../sample-result.ts';

function sample(route: string, more: Partial<Sample> = {}): Sample {
  return {
    index: 0,
    scenario: 'load',
    target: 'bot',
    phase: 'measured',
    queryId: 'q',
    tags: { route },
    due: 0,
    stamps: { sent: 0, firstVisible: 40, lastToken: 100 },
    end: 100,
    chunks: 1,
    readsShared: 0,
    outcome: 'ok',
    attempts: [{ sent: 0, end: 100, outcome: 'ok' }],
    tokens: { source: 'unknown' },
    costUsd: 0.002,
    leaks: 0,
    ...more,
  };
}

function sharesOf(samples: readonly Sample[], scores: readonly [string, number][] = []) {
  const routes = ['cheap', 'strong', 'cache'];
  const metrics = new Metrics({
    selectors: routes.flatMap((route) =>
      ['failed', 'latency', 'ttft', 'cost', 'quality'].map((name) => `${name}{route:${route}}`),
    ),
  });
  for (const one of samples) metrics.add(one, []);
  for (const [route, score] of scores) metrics.record('quality', score, { target: 'bot', route });
  return { metrics: metrics.summaries('bot') };
}

describe('the shares of a route', () => {
  const unpriced = sample('strong', { outcome: 'timeout' });
  const result = sharesOf(
    [
      sample('cheap'),
      sample('cheap', { outcome: 'timeout', costUsd: 0.001 }),
      sample('cheap'),
      unpriced,
    ],
    [
      ['cheap', 1],
      ['cheap', 0.5],
    ],
  );

  it('split arrivals, times, cost and quality, the largest first', () => {
    expect(routeShares(result)).toMatchObject([
      { route: 'cheap', share: 0.75, arrivals: 3, failed: 1 / 3, quality: 0.75, per1k: 2.5 },
      { route: 'strong', share: 0.25, arrivals: 1, failed: 1 },
    ]);
    expect(routeShares(result)[0]?.latency?.p50).toBeCloseTo(100, 0);
  });

  it('leave out unused parts and missing scores', () => {
    const shares = routeShares(result);
    expect(shares.map(({ route }) => route)).not.toContain('cache');
    expect(shares[1]).not.toHaveProperty('quality');
    expect(shares[1]).not.toHaveProperty('latency');
  });

  it('have an unknown cost if one arrival’s cost is unknown', () => {
    const { costUsd: _, ...unknown } = sample('cheap');
    expect(routeShares(sharesOf([sample('cheap'), unknown]))[0]?.per1k).toBe('unknown');
  });

  it('are in the reports of routes only', () => {
    const [first, ...others] = sampleResult.targets;
    if (first === undefined) throw new Error('the sample has targets');
    const routed = { ...first, metrics: { ...first.metrics, ...result.metrics } };
    const report = { ...sampleResult, targets: [routed, ...others] };
    expect(renderText(report, { colour: false })).toMatch(/via cheap 75 % · latency p50 100 ms/);
    expect(renderHtml(report)).toContain('Which way did the answers go?');
    expect(renderText(sampleResult, { colour: false })).not.toContain('via ');
    expect(renderHtml(sampleResult)).not.toContain('Which way did the answers go?');
  });
});
