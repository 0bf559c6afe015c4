import type { VNode } from 'preact';
import { sanitizeLine } from '../../text/sanitize.ts';

/** List of notes, each after its target's name; nothing for no notes. */
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
