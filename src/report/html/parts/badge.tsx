import type { VNode } from 'preact';
import type { VerdictLabel } from '../../text/verdict-label.ts';

/** A Badge shows a mark: sign, word and colour together. */
export function Badge({ mark }: { mark: VerdictLabel }): VNode {
  return (
    <span class={`badge ${mark.tone}`}>
      <span aria-hidden="true">{mark.sign}</span> {mark.word}
    </span>
  );
}
