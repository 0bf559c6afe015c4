import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/report/formats/text.ts';
import { HOSTILE, sampleResult } from '../sample-result.ts';

describe('the text report', () => {
  const plain = renderText(sampleResult, { colour: false });

  it('equals the golden file', async () => {
    await expect(plain).toMatchFileSnapshot('../../golden/report/summary.txt');
  });

  it('has the same words with and without colour', () => {
    const coloured = renderText(sampleResult, { colour: true });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('has no line above the width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 160 }), (width) => {
        const lines = renderText(sampleResult, { colour: false, width }).split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 30 },
    );
  });

  it('has no escape sequence or workflow command of a service', () => {
    const targets = sampleResult.targets.map((target) => ({
      ...target,
      name: `${target.name}\u001B[2J`,
      model: HOSTILE,
      errors: target.errors.map((error) => ({ ...error, name: HOSTILE, remedy: HOSTILE })),
    }));
    const text = renderText({ ...sampleResult, headline: HOSTILE, targets }, { colour: false });
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
    expect(text).not.toMatch(/^::/m);
  });

  it('says first that the run was emulated, only if it was', () => {
    expect(plain.split('\n')[0]).toMatch(/Emulated run: .* not from AWS\./);
    const real = renderText({ ...sampleResult, emulated: false }, { colour: false });
    expect(real).not.toMatch(/Emulated/);
  });

  it('shows an unknown cost as unknown', () => {
    expect(plain.replaceAll(/\s+/g, ' ')).toContain(
      'cost unknown (at least $0.052) per 1,000 answers, unknown (at least $79.00) a month ' +
        'The service told no output tokens.',
    );
    expect(plain).toContain('spent unknown (at least $7.76)');
  });

  it('gives the cost of an answer with its share of rented hardware', () => {
    expect(plain).toContain('cost $4.08 per 1,000 answers ($0 of it by traffic), $6,211 a month');
  });

  it('warns of a stale or doubtful price', () => {
    const [haiku, ...others] = sampleResult.targets;
    if (haiku === undefined) throw new Error('the sample has targets');
    const old = { id: 'm', source: 'the list', asOf: '2026-08-01' };
    const cost = { ...haiku.cost, prices: [old], doubts: ['The price of m is far off.'] };
    const told = renderText(
      { ...sampleResult, targets: [{ ...haiku, cost }, ...others] },
      {
        colour: false,
        width: 200,
      },
    );
    expect(told).toContain('The price of m was read on 2026-08-01, 113 days before.');
    expect(told).toContain('The price of m is far off.');
  });
});
