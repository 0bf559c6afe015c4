import { describe, expect, it } from 'vitest';
import { formatSelector, matches, parseSelector } from '../../../src/metrics/catalogue/selector.ts';

describe('selector', () => {
  it.each([
    ['latency', 'latency', {}],
    ['latency{tenant:acme}', 'latency', { tenant: 'acme' }],
    [' latency { tenant : acme , topic:refund } ', 'latency', { tenant: 'acme', topic: 'refund' }],
    ['latency{url:https://a.b/c}', 'latency', { url: 'https://a.b/c' }],
    [`latency{"tenant":'acme co'}`, 'latency', { tenant: 'acme co' }],
  ])('a selector is read from %s', (text, metric, tags) => {
    expect(parseSelector(text)).toEqual({ metric, tags });
  });

  it.each([
    ['', '""'],
    ['{tenant:acme}', '"{tenant:acme}"'],
    ['latency{}', '""'],
    ['latency{tenant}', '"tenant"'],
    ['latency{tenant:}', '"tenant:"'],
    ['latency{tenant:acme,}', '""'],
    ['latency{tenant:acme', '"latency{tenant:acme"'],
    ['latency{a:b}}', '"latency{a:b}}"'],
  ])('a selector in %s is refused with the part that cannot be parsed', (text, part) => {
    expect(() => parseSelector(text)).toThrow(
      `"${text}" does not select a metric: ${part} cannot be read. ` +
        'Write metric{tag:value,tag2:value2}, as in latency{tenant:acme}.',
    );
  });

  it('a selector matches a sample that carries all its tags, and more', () => {
    const selector = parseSelector('latency{tenant:acme,topic:refund}');
    expect(matches(selector, { tenant: 'acme', topic: 'refund', scenario: 's' })).toBe(true);
    expect(matches(selector, { tenant: 'acme' })).toBe(false);
    expect(matches(parseSelector('latency'), {})).toBe(true);
  });

  it('a selector has one spelling for any order and quotes', () => {
    const spelling = 'latency{tenant:acme,topic:refund}';
    for (const text of [spelling, 'latency{ topic:"refund", tenant:acme }']) {
      expect(formatSelector(parseSelector(text))).toBe(spelling);
    }
  });
});
