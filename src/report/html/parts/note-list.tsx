import type { VNode } from 'preact';
import { targetNotes } from '../../notes/target-notes.ts';
import type { RunResult } from '../../result/result.ts';
import { sanitizeLine } from '../../text/sanitize.ts';

/** A NoteList is how the targets' figures are to be read, where they do not speak for themselves. */
export function NoteList({ result }: { result: RunResult }): VNode | null {
  const all = result.targets.flatMap((target) =>
    targetNotes(target).map((noteText) => [target.name, noteText] as const),
  );
  if (all.length === 0) return null;
  return (
    <ul>
      {all.map(([name, noteText]) => (
        <li>
          <strong>{sanitizeLine(name, 40)}</strong>: {sanitizeLine(noteText)}
        </li>
      ))}
    </ul>
  );
}
