import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { HOSTILE, sampleResult } from '../sample-result.ts';

describe('the Markdown report', () => {
  it('equals the golden file', async () => {
    await expect(renderMarkdown(sampleResult)).toMatchFileSnapshot(
      '../../golden/report/summary.md',
    );
  });

  it.each([
    ['a | b', String.raw`a \| b`],
    ['**bold** _it_', String.raw`\*\*bold\*\* \_it\_`],
    ['<img src=x>', String.raw`\<img src=x\>`],
    ['[a](b)', String.raw`\[a\](b)`],
    ['@everyone', '@\u2060everyone'],
    ['see #12', 'see \\#\u206012'],
    ['https://evil.example', 'https\u2060://evil.example'],
    ['one\ntwo', 'one two'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('keeps every text in its table cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeMarkdown(text)).not.toMatch(/\n|(?<!\\)(?:\\\\)*[|<>`[\]]/);
      }),
    );
  });

  it('stays below the size of a comment, and says if something was left out', () => {
    const [error] = sampleResult.targets[0]?.errors ?? [];
    if (error === undefined) throw new Error('the sample has an error');
    const errors = Array.from({ length: 500 }, () => ({ ...error, message: HOSTILE }));
    const targets = sampleResult.targets.map((target) => ({ ...target, errors }));
    const markdown = renderMarkdown({ ...sampleResult, targets });
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toMatch(/report\.html holds all of it/);
    expect(markdown).toContain(escapeMarkdown(sampleResult.headline));
  });

  it('begins with a marker for a bot to find its comment', () => {
    const hostile = { ...sampleResult, name: 'a --> <script>' };
    expect(renderMarkdown(hostile)).toMatch(/^<!-- proofload:a-script- -->\n/);
  });
});
