import type { VNode } from 'preact';
import { printableLine } from '../../text/sanitize.ts';
import { remarks } from '../../notes/target-notes.ts';
import type { RunResult } from '../../result/result.ts';

/** A RemarkList is how the targets' figures are to be read, where they do not speak for themselves. */
export function RemarkList({ result }: { result: RunResult }): VNode | null {
  const all = result.targets.flatMap((target) =>
    remarks(target).map((remark) => [target.name, remark] as const),
  );
  if (all.length === 0) return null;
  return (
    <ul>
      {all.map(([name, remark]) => (
        <li>
          <strong>{printableLine(name, 40)}</strong>: {printableLine(remark)}
        </li>
      ))}
    </ul>
  );
}
