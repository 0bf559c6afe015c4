import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { AnswerKinds, UnknownEnd } from '../../metrics/diagnostics/answer-tally.ts';

/**
 * Returns notes on answers that are empty, cut, withheld or partly unread, or end for an unknown
 * reason, for every report.
 */
export function answerNotes(kinds: AnswerKinds | undefined): readonly string[] {
  if (kinds === undefined) return [];
  const { answers, empty, emptyCounted, cut, withheld, unread, unknownEnds } = kinds;
  const of = (count: number): string =>
    `${formatQuantity(count, 'count')} of ${formatQuantity(answers, 'count')} answers`;
  return [
    empty === 0 ? undefined : onEmpty(of(empty), emptyCounted),
    cut === 0 ? undefined : `${of(cut)} were cut at the token limit or the context window.`,
    unread === 0
      ? undefined
      : `${of(unread)} contain content that was not read: images, audio, or parts of an unknown kind.`,
    withheld === 0
      ? undefined
      : `${of(withheld)} were withheld, by a filter, a guardrail or a refusal.`,
    unknownEnds.length === 0 ? undefined : onUnknown(unknownEnds, of),
  ].filter((noteText) => noteText !== undefined);
}

function onEmpty(which: string, counted: number): string {
  const noteText = `${which} are empty, and count as answered.`;
  if (counted === 0) return noteText;
  return (
    `${noteText} For ${formatQuantity(counted, 'count')} of them the service counted output tokens: ` +
    'the model used these tokens for thinking, or the answer is at another path.'
  );
}

function onUnknown(ends: readonly UnknownEnd[], of: (count: number) => string): string {
  const total = ends.reduce((sum, { count }) => sum + count, 0);
  const named = ends.map(({ reason, count }) => {
    const word = reason === undefined ? 'others' : JSON.stringify(reason);
    return `${word} (${formatQuantity(count, 'count')})`;
  });
  return `${of(total)} ended for an unknown reason, and count as answered: ${named.join(', ')}.`;
}
