import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** What a skipped test needs and does not have, as its own note or a `(needs …)` in its titles says it. */
export function reasonOf(fullName: string, note: string | undefined): string {
  return note ?? /\(needs ([^)]+)\)/.exec(fullName)?.[1] ?? 'no reason given';
}

/** One sentence on how many tests were skipped and why; undefined for none. */
export function skippedSentence(reasons: readonly string[]): string | undefined {
  if (reasons.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} (${reason})`);
  return `Not tested here, as something is missing: ${parts.join(', ')}.`;
}

/** Says at the end of a test run what was skipped, and what it would need. */
// oxlint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    const sentence = skippedSentence(skipped.map((test) => reasonOf(test.fullName, noteOf(test))));
    if (sentence !== undefined) process.stdout.write(`\n${sentence}\n`);
  }
}

function noteOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}
