import { describe, expect, it } from 'vitest';
import type { LeakSearch } from '../../../src/metrics/diagnostics/leak-tally.ts';
import { leakNotes } from '../../../src/report/notes/leak-notes.ts';

const SEARCH: LeakSearch = {
  canaries: 6,
  tenants: 3,
  searched: 250,
  leaks: 0,
  ownersAnswers: 240,
  ownersShown: 80,
};

describe('notes on leaks', () => {
  it('give the number of markers, of answers, and of owners’ answers that contain theirs', () => {
    expect(leakNotes({ leakSearch: SEARCH })).toEqual([
      "Looked for 6 secret markers of 3 tenants in 250 answers: none was found in another tenant's.",
      "Their owners' answers contained them in 80 of 240 answers, so the search can find them.",
    ]);
  });

  it('doubt a search if no owner’s answer contains its marker', () => {
    const [, control] = leakNotes({ leakSearch: { ...SEARCH, ownersShown: 0 } });
    expect(control).toContain('the search may not be able to find a leak');
  });

  it('say that no answer was searched, and are none without canaries', () => {
    expect(leakNotes({ leakSearch: { ...SEARCH, searched: 0 } })).toEqual([
      "No answer was searched for another tenant's marker, though there are 6 secret markers of 3 tenants.",
    ]);
    expect(leakNotes({ leakSearch: { ...SEARCH, canaries: 0 } })).toEqual([]);
    expect(leakNotes({})).toEqual([]);
  });
});
