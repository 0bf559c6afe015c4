import type { VNode } from 'preact';
import { sanitizeLine } from '../../text/sanitize.ts';

/** Lists notes, each behind the name of its target; nothing for none. */
export function NoteList({
  notes,
}: {
  notes: readonly (readonly [name: string, noteText: string])[];
}): VNode | null {
  if (notes.length === 0) return null;
  return (
    <ul>
      {notes.map(([name, noteText]) => (
        <li>
          <strong>{sanitizeLine(name, 40)}</strong>: {sanitizeLine(noteText)}
        </li>
      ))}
    </ul>
  );
}
