import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Need `dist/`, Python's clients or a browser. */
const WHOLE = ['test/e2e/**', 'test/interop/**', 'test/**/*-browser.test.ts'];

export default defineConfig({
  test: {
    pool: 'threads',
    // Many tests wait for emulated latencies: one more than the processors leaves none of those idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [...configDefaults.exclude, ...WHOLE],
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE.map((pattern) => pattern.replace(/\*\*$/, '**/*.test.ts')),
          globalSetup: ['test/e2e/require-fresh-build.ts'],
        },
      },
    ],
  },
});
