import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

const TESTS = ['test/**/*.test.ts', 'test/**/*.test.tsx'];

/** Need `dist/`, Python's clients or a browser. */
const WHOLE = ['test/e2e/**', 'test/interop/**', 'test/**/*-browser.test.ts'];

/**
 * Set priorities and pin processors: what they see depends on what else runs, so that they run alone,
 * with PROOFLOAD_MACHINE_TESTS=1 (npm run test:machine).
 */
const MACHINE = ['test/e2e/starved.test.ts', 'test/e2e/starved-client.test.ts'];
const machine = process.env['PROOFLOAD_MACHINE_TESTS'] === '1';

/** Test what V8 makes of code that nothing else has run yet, or look at every socket of the process. */
const ALONE = [
  'test/runner/request/arrival-record.test.ts',
  'test/runner/calibration/jit-warm-up.test.ts',
];

export default defineConfig({
  test: {
    pool: 'threads',
    // Many tests wait for emulated latencies: one more than the processors leaves none of those idle.
    maxWorkers: availableParallelism() + 1,
    // Tests of one file that may run side by side wait for those latencies together.
    maxConcurrency: 20,
    // Generous: on a busy machine twenty tests wait side by side for a processor.
    testTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/skip-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: TESTS,
          exclude: [...configDefaults.exclude, ...WHOLE, ...ALONE],
          // Modules are loaded once a worker and not once a file: half of the time went there.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: machine ? MACHINE : WHOLE.map((path) => path.replace(/\*\*$/, '**/*.test.ts')),
          exclude: machine ? [] : [...configDefaults.exclude, ...MACHINE],
          // As above: some of these tests load all that a run needs.
          isolate: false,
          globalSetup: ['test/e2e/require-fresh-build.ts'],
        },
      },
    ],
  },
});
