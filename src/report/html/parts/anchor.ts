import type { RunResult } from '../../result/result.ts';

/**
 * An anchor is the `#q-…` address of one judged query in the page, made of letters, digits, `.` and
 * `-` alone. Two ids that read alike after that get a number behind.
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
