import type { Sample } from '../../sample/sample.ts';
import { answersOf, type ExchangeView } from './exchange-view.ts';

/** Figures of another load-test tool, computed from the same exchanges. */
export interface ToolView {
  readonly name: string;
  /** The tool, with the source of its formulas. */
  readonly source: string;
  /** Meaning of the tool's terms and their difference from proofload's, a sentence each. */
  readonly notes: readonly string[];
  /** Formats the tool's figures, a line each, under the tool's names. */
  lines(passage: ExchangeView): readonly string[];
}

/**
 * Formats a tool's view of a run, one target after the other, because these tools measure one at a
 * time.
 */
export function renderToolView(
  view: ToolView,
  samples: readonly Sample[],
  kinds: ReadonlyMap<string, string>,
): string {
  const measured = samples.filter(({ phase }) => phase === 'measured');
  const targets = [...new Set(measured.map(({ target }) => target))];
  const blocks = targets.flatMap((target) => {
    const own = measured.filter((sample) => sample.target === target);
    const passage = answersOf(own, kinds.get(target) ?? 'unknown');
    const body = passage.answers.length === 0 ? ['No answer was complete.'] : view.lines(passage);
    return ['', target, ...body];
  });
  return [
    `As ${view.source}`,
    ...blocks,
    '',
    ...view.notes.map((note) => `* ${note}`),
    '* A retried request counts with its last attempt; warm-up and dropped arrivals are left out.',
    '',
  ].join('\n');
}
