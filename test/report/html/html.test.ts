import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import { renderJson } from '../../../src/report/result/json.ts';
import { HOSTILE, sampleResult } from '../sample-result.ts';

const html = renderHtml(sampleResult);

/** What a reader sees of a page, near enough: no tags, no style, entities undone. */
function words(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

function section(id: string, page = html): string {
  const found = new RegExp(`<section id="${id}">[\\s\\S]*?(?=<section id=|</main>)`).exec(page);
  if (found === null) throw new Error(`no section ${id}`);
  return words(found[0]);
}

describe('the HTML report', () => {
  it('has the headline as its title and as its only h1', () => {
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).toBe(sampleResult.headline);
    expect([...html.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, text]) => text)).toEqual([
      sampleResult.headline,
    ]);
  });

  it('says first that the run was emulated', () => {
    const body = words(html.slice(html.indexOf('<body>')));
    expect(body.trim()).toMatch(/^Emulated run: these numbers come from/);
    expect(renderHtml({ ...sampleResult, emulated: false })).not.toContain('Emulated run');
  });

  it('shows the validity above the headline if it is doubtful, else below', () => {
    const place = (page: string): number => page.indexOf('<div class="validity');
    expect(place(html)).toBeGreaterThan(html.indexOf('<h1>'));
    const suspect = renderHtml({ ...sampleResult, validity: 'suspect' });
    expect(place(suspect)).toBeLessThan(suspect.indexOf('<h1>'));
    expect(suspect).toContain('Measurement suspect');
  });

  it('skips no heading level', () => {
    const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
    for (const [i, level] of levels.entries()) {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  it('gives every drawing a title and a description with unique ids', () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const drawings = [...html.matchAll(/role="img" aria-labelledby="([^"]*)"/g)];
    expect(drawings.length).toBeGreaterThan(10);
    for (const [, names = ''] of drawings) {
      for (const id of names.split(' ')) expect(ids).toContain(id);
    }
  });

  it('has no NaN in any drawing', () => {
    expect(html.match(/NaN|Infinity|undefined|\[object/)).toBeNull();
  });

  it('allows only its style sheet, by hash, and no script', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/\sstyle="/);
  });

  it('refers to no other host', () => {
    expect(html.match(/<(?:script|iframe|object|embed|img|base|form|video|audio)\b/g)).toBeNull();
    const addresses = [...html.matchAll(/\s(?:href|src|srcset|action)="([^"]*)"/g)].map(
      ([, to]) => to,
    );
    expect(addresses.filter((to) => !/^(?:#|data:image\/svg\+xml,)/.test(to ?? ''))).toEqual([]);
    expect(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1]).not.toMatch(/url\(|@import/);
  });

  it('shows hostile answers as text, from any source', () => {
    const everywhere = {
      ...sampleResult,
      name: HOSTILE,
      description: HOSTILE,
      headline: HOSTILE,
      reasons: [HOSTILE],
      validityReasons: [HOSTILE],
      targets: sampleResult.targets.map((target) => ({
        ...target,
        name: `${target.name} ${HOSTILE}`,
        kind: HOSTILE,
        model: HOSTILE,
        thresholds: target.thresholds.map((threshold) => ({
          ...threshold,
          metric: `latency{tenant:${HOSTILE}}`,
          why: HOSTILE,
        })),
        slowest: target.slowest.map((slow) => ({ ...slow, queryId: HOSTILE, tenant: HOSTILE })),
      })),
      dataset: { ...sampleResult.dataset, file: HOSTILE, sha256: HOSTILE },
      scenario: { file: HOSTILE, [HOSTILE]: HOSTILE },
    };
    for (const page of [html, renderHtml(everywhere)]) {
      expect(page.match(/<(?:script|iframe|img|svg onload|a href="javascript)/gi)).toBeNull();
      expect(page.match(/<[a-z]+[^>"]*(?:"[^"]*"[^>"]*)*\son[a-z]+=/gi)).toBeNull();
      expect(page.match(/(?![\n\t])\p{Cc}|\p{Bidi_Control}/u)).toBeNull();
      expect(words(page)).toContain(`<script>document.title='pwned'</script>`);
    }
  });

  it('greys a percentile with too few samples and marks the lowest acceptable cost', () => {
    expect(html).toMatch(/<span class="faint"[^>]*>~2\.2 s<\/span>/);
    expect(html).toMatch(/<span class="best">★ \$1,240<\/span>/);
  });

  it('shows an unknown cost as unknown everywhere', () => {
    const cost = section('cost');
    expect(cost).toMatch(
      /partner-api unknown \(at least \$0.052\) – unknown \(at least \$0.052\) none unknown \(at least \$79.00\) – unknown unknown \(at least \$0.31\)/,
    );
    expect(cost).toContain('partner-api : The service told no output tokens.');
    expect(cost).toContain('Unknown for partner-api');
    expect(cost).toContain('no price known');
  });

  it('labels quality by the stand-in judge everywhere', () => {
    expect(section('compare')).toContain('quality (stand\u2011in)');
    expect(section('quality').match(/stand-in/gi)?.length).toBeGreaterThanOrEqual(3);
    expect(words(html)).toContain('Scored by a stand-in, not a language model');
  });

  it('shows judge errors beside the scores, with the resulting bounds', () => {
    expect(section('quality')).toMatch(/llama faithful no data – – 0 of 200 200 0 0 to 1/);
  });

  it('warns of a tenant leak', () => {
    expect(section('quality')).toContain(
      "Answers contained another tenant's secret marker: llama 3",
    );
  });

  it('shows the answers to one query side by side under one anchor', () => {
    expect(html.match(/id="q-grocer-012"/g)).toHaveLength(1);
    const quality = section('quality');
    expect(quality.indexOf('haiku answered')).toBeGreaterThan(0);
    expect(quality.indexOf('partner-api answered')).toBeGreaterThan(
      quality.indexOf('haiku answered'),
    );
  });

  it('gives a remedy for every failure', () => {
    const failures = section('failures');
    for (const { remedy } of sampleResult.targets.flatMap(({ errors }) => errors)) {
      expect(failures).toContain(remedy);
    }
  });

  it('is the same page when made from result.json', () => {
    expect(renderHtml(parseResult(renderJson(sampleResult)))).toBe(html);
  });

  it('renders a run without answers, judge, demand or budget', () => {
    const { judge: _judge, demand: _demand, chosen: _chosen, ...rest } = sampleResult;
    const bare = renderHtml({
      ...rest,
      verdict: 'no-data',
      budget: {},
      targets: rest.targets.map((target) => {
        const { perMonth: _month, perMonthInterval: _interval, ...cost } = target.cost;
        return {
          ...target,
          verdict: 'no-data' as const,
          thresholds: [],
          metrics: {},
          cost,
          quality: { criteria: {} },
          outcomes: {},
          errors: [],
          series: [],
          curves: {},
          slowest: [],
          worst: [],
        };
      }),
    });
    expect(bare.match(/NaN|Infinity|undefined/)).toBeNull();
    expect(words(bare)).toContain('No answer was scored');
    expect(renderHtml({ ...rest, targets: [] })).toContain('No objectives were set.');
  });
});
