import type { VNode } from 'preact';
import type { VerdictLabel } from '../../text/verdict-label.ts';

/** A verdict as sign, word and colour. */
export function Badge({ label }: { label: VerdictLabel }): VNode {
  return (
    <span class={`badge ${label.tone}`}>
      <span aria-hidden="true">{label.sign}</span> {label.word}
    </span>
  );
}
