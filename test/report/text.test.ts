import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/report/text.ts';
import { HOSTILE, sampleResult } from './sample-result.ts';

describe('the text report', () => {
  const plain = renderText(sampleResult, { colour: false });

  it('is as the golden file has it', async () => {
    await expect(plain).toMatchFileSnapshot('../golden/report/summary.txt');
  });

  it('says the same words with and without colour', () => {
    const coloured = renderText(sampleResult, { colour: true });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('has no line wider than it may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 160 }), (width) => {
        const lines = renderText(sampleResult, { colour: false, width }).split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 30 },
    );
  });

  it('lets no service repaint the terminal or start a workflow command', () => {
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

  it('says first that the run was emulated, and only then', () => {
    expect(plain.split('\n')[0]).toMatch(/Emulated run: .* not from AWS\./);
    const real = renderText({ ...sampleResult, emulated: false }, { colour: false });
    expect(real).not.toMatch(/Emulated/);
  });

  it('says unknown where the cost is unknown', () => {
    expect(plain).toContain('cost unknown per 1,000 answers, unknown a month');
  });
});
