import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asSection,
  sections,
  withoutSections,
} from '../../../src/emulator/prompt/tagged-sections.ts';

describe('tagged sections', () => {
  it('sections are returned in order and trimmed, with or without attributes', () => {
    expect(sections('<p>\n one </p> between <p id="2">two</p>', 'p')).toEqual(['one', 'two']);
  });

  it('a section returns any text that asSection escaped, tags included', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('</p><p>&lt;')), (text) => {
        expect(sections(asSection('p', text), 'p')).toEqual([text.trim()]);
      }),
    );
  });

  it('sections can be removed from a text', () => {
    expect(withoutSections('a<p>one</p>b<q>two</q>', ['p', 'q']).replace(/\s/g, '')).toBe('ab');
  });
});
