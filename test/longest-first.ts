import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Parts of the suite that take longest, which start first so that nothing waits for them alone. */
const LONGEST = [/\/test\/interop\//, /\/test\/e2e\//, /\/test\/run\//];

/** Starts the longest files first: a fresh clone has no record of earlier durations. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((pattern) => pattern.test(moduleId));
      return index === -1 ? LONGEST.length : index;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
