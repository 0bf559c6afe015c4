import type { RunResult } from '../../result/result.ts';

/**
 * Returns the anchor (`#q-…`) of each judged query, of letters, digits, `.` and `-`. Duplicates get
 * a number.
 */
export function answerAnchors({ targets }: RunResult): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  const taken = new Set<string>();
  for (const { queryId } of targets.flatMap(({ worst }) => worst)) {
    if (anchors.has(queryId)) continue;
    const plain = `q-${queryId.replace(/[^\w.-]+/g, '-')}`;
    let anchor = plain;
    for (let n = 2; taken.has(anchor); n++) anchor = `${plain}-${n}`;
    taken.add(anchor);
    anchors.set(queryId, anchor);
  }
  return anchors;
}
