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
  it('has the headline as its title and as its only first heading', () => {
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).toBe(sampleResult.headline);
    expect([...html.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, text]) => text)).toEqual([
      sampleResult.headline,
    ]);
  });

  it('says before everything else that the run was emulated', () => {
    const body = words(html.slice(html.indexOf('<body>')));
    expect(body.trim()).toMatch(/^Emulated run: these numbers come from/);
    expect(renderHtml({ ...sampleResult, emulated: false })).not.toContain('Emulated run');
  });

  it('puts a doubtful measurement above the headline and a valid one below', () => {
    const place = (page: string): number => page.indexOf('<div class="validity');
    expect(place(html)).toBeGreaterThan(html.indexOf('<h1>'));
    const suspect = renderHtml({ ...sampleResult, validity: 'suspect' });
    expect(place(suspect)).toBeLessThan(suspect.indexOf('<h1>'));
    expect(suspect).toContain('Measurement suspect');
  });

  it('goes from heading to heading without leaving a level out', () => {
    const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
    for (const [i, level] of levels.entries()) {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  it('names every drawing by title and description, under ids that are unique', () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const drawings = [...html.matchAll(/role="img" aria-labelledby="([^"]*)"/g)];
    expect(drawings.length).toBeGreaterThan(10);
    for (const [, names = ''] of drawings) {
      for (const id of names.split(' ')) expect(ids).toContain(id);
    }
  });

  it('has no number that is not one in any drawing', () => {
    expect(html.match(/NaN|Infinity|undefined|\[object/)).toBeNull();
  });

  it('pins its one style sheet by hash and allows no script', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/\sstyle="/);
  });

  it('asks no other place for anything', () => {
    expect(html.match(/<(?:script|iframe|object|embed|img|base|form|video|audio)\b/g)).toBeNull();
    const addresses = [...html.matchAll(/\s(?:href|src|srcset|action)="([^"]*)"/g)].map(
      ([, to]) => to,
    );
    expect(addresses.filter((to) => !/^(?:#|data:image\/svg\+xml,)/.test(to ?? ''))).toEqual([]);
    expect(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1]).not.toMatch(/url\(|@import/);
  });

  it('shows hostile answers as text, wherever they come from', () => {
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

  it('greys a percentile with too few samples and stars the lowest acceptable cost', () => {
    expect(html).toMatch(/<span class="faint"[^>]*>~2\.2 s<\/span>/);
    expect(html).toMatch(/<span class="best">★ \$1,240<\/span>/);
  });

  it('calls an unknown cost unknown in every place', () => {
    const cost = section('cost');
    expect(cost).toMatch(
      /partner-api unknown \(at least \$0.052\) – unknown \(at least \$0.052\) none unknown \(at least \$79.00\) – unknown unknown \(at least \$0.31\)/,
    );
    expect(cost).toContain('partner-api : The service told no output tokens.');
    expect(cost).toContain('Unknown for partner-api');
    expect(cost).toContain('no price known');
  });

  it('labels quality as the stand-in judge in each place that shows it', () => {
    expect(section('compare')).toContain('quality (stand\u2011in)');
    expect(section('quality').match(/stand-in/gi)?.length).toBeGreaterThanOrEqual(3);
    expect(words(html)).toContain('Scored by a stand-in, not a language model');
  });

  it('shows judge errors beside the scores, and how far they could move them', () => {
    expect(section('quality')).toMatch(/llama faithful no data – – 0 of 200 200 0 0 to 1/);
  });

  it('raises an alarm for a tenant leak', () => {
    expect(section('quality')).toContain(
      "Answers contained another tenant's secret marker: llama 3",
    );
  });

  it('puts the answers to one question side by side under one address', () => {
    expect(html.match(/id="q-grocer-012"/g)).toHaveLength(1);
    const quality = section('quality');
    expect(quality.indexOf('haiku answered')).toBeGreaterThan(0);
    expect(quality.indexOf('partner-api answered')).toBeGreaterThan(
      quality.indexOf('haiku answered'),
    );
  });

  it('says of every failure what to do about it', () => {
    const failures = section('failures');
    for (const { remedy } of sampleResult.targets.flatMap(({ errors }) => errors)) {
      expect(failures).toContain(remedy);
    }
  });

  it('is the same page when made from result.json', () => {
    expect(renderHtml(parseResult(renderJson(sampleResult)))).toBe(html);
  });

  it('draws a run without answers, judge, demand or budget', () => {
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
