import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { HOSTILE, sampleResult } from '../sample-result.ts';

describe('the JUnit report', () => {
  it('equals the golden file', async () => {
    await expect(renderJunit(sampleResult)).toMatchFileSnapshot('../../golden/report/junit.xml');
  });

  it('has one failure per threshold without a pass', () => {
    const all = sampleResult.targets.flatMap(({ thresholds }) => thresholds);
    const failures = all.filter(({ verdict }) => verdict !== 'pass');
    const xml = renderJunit(sampleResult);
    expect(xml).toContain(`tests="${all.length}" failures="${failures.length}"`);
    expect(xml.match(/<failure /g)).toHaveLength(failures.length);
    for (const type of ['fail', 'inconclusive', 'no-data']) {
      expect(xml).toContain(`<failure type="${type}"`);
    }
  });

  it('fails for an invalid measurement, even if every threshold passes', () => {
    const targets = sampleResult.targets.filter(({ verdict }) => verdict === 'pass');
    const xml = renderJunit({
      ...sampleResult,
      targets,
      validity: 'invalid',
      validityReasons: ['The client was too busy.'],
    });
    expect(xml).toContain('<failure type="invalid" message="The client was too busy.">');
  });

  it('is well-formed for any text of a service', () => {
    const targets = sampleResult.targets.map((target) => ({
      ...target,
      name: HOSTILE,
      thresholds: target.thresholds.map((threshold) => ({ ...threshold, why: HOSTILE })),
    }));
    const xml = renderJunit({ ...sampleResult, targets });
    expect(xml).not.toMatch(/(?![\n\t\r])\p{Cc}|[\uFFFE\uFFFF]/u);
    const open: string[] = [];
    for (const [, close, name = '', own] of xml.matchAll(
      /<(\/?)([\w]+)(?:\s+[\w.]+="[^"<>]*")*\s*(\/?)>/g,
    )) {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (own === '') open.push(name);
    }
    expect(open).toEqual([]);
    const text = xml.replace(/<\?xml[^>]*\?>|<\/?[\w]+(?:\s+[\w.]+="[^"<>]*")*\s*\/?>/g, '');
    expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos|#10|#9);)/);
  });
});
