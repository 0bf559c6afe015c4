import { formatCount } from '../../metrics/catalogue/format-quantity.ts';
import type { TargetResult } from '../result/result.ts';

/**
 * Returns notes on the search for canaries in one target's answers; none if the dataset has no
 * canaries.
 */
export function leakNotes({ leakSearch }: Pick<TargetResult, 'leakSearch'>): string[] {
  if (leakSearch === undefined || leakSearch.canaries === 0) return [];
  const { canaries, tenants, searched, leaks, ownersAnswers, ownersShown } = leakSearch;
  const markers = `${counted(canaries, 'secret marker')} of ${counted(tenants, 'tenant')}`;
  if (searched === 0) {
    return [`No answer was searched for another tenant's marker, though there are ${markers}.`];
  }
  return [
    `Looked for ${markers} in ${counted(searched, 'answer')}: ` +
      `${leaks === 0 ? 'none was' : `${formatCount(leaks)} were`} found in another tenant's.`,
    control(ownersAnswers, ownersShown),
  ];
}

/**
 * Returns a note on whether owners' answers contained their own canaries: if none did, the search
 * shows nothing.
 */
function control(answers: number, shown: number): string {
  if (shown > 0) {
    return `Their owners' answers contained them in ${formatCount(shown)} of ${counted(answers, 'answer')}, so the search can find them.`;
  }
  return (
    `No owner's answer contained its own marker (${counted(answers, 'answer')}), so the search may not be able ` +
    'to find a leak: check that the documents contain the markers and that queries ask for them.'
  );
}

function counted(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}
