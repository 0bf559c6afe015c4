import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asSection,
  sections,
  withoutSections,
} from '../../../src/emulator/prompt/tagged-sections.ts';

describe('sections', () => {
  it('are found in order, trimmed, attributes or not', () => {
    expect(sections('<p>\n one </p> between <p id="2">two</p>', 'p')).toEqual(['one', 'two']);
  });

  it('give back any text that was escaped into one, tags and all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('</p><p>&lt;')), (text) => {
        expect(sections(asSection('p', text), 'p')).toEqual([text.trim()]);
      }),
    );
  });

  it('can be taken out', () => {
    expect(withoutSections('a<p>one</p>b<q>two</q>', ['p', 'q']).replace(/\s/g, '')).toBe('ab');
  });
});
