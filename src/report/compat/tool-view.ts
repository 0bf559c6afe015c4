import type { Sample } from '../../sample/sample.ts';
import { answersOf, type ExchangeView } from './exchange-view.ts';

/** A ToolView shows what another load-test tool would have printed for the same exchanges. */
export interface ToolView {
  readonly name: string;
  /** The tool, and where its formulas were read. */
  readonly source: string;
  /** What the tool's words mean, and how far that is from proofload's; a sentence each. */
  readonly notes: readonly string[];
  /** The tool's figures, a line each, under the names it gives them. */
  lines(passage: ExchangeView): readonly string[];
}

/** A lens's view of a run, target by target, because these tools know one target at a time. */
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
    const body = passage.answers.length === 0 ? ['No answer was whole.'] : view.lines(passage);
    return ['', target, ...body];
  });
  return [
    `As ${view.source}`,
    ...blocks,
    '',
    ...view.notes.map((note) => `* ${note}`),
    '* Retries are seen as their last attempt; warm-up and dropped arrivals are left out.',
    '',
  ].join('\n');
}
