import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    pool: 'threads',
    // Many tests wait for emulated latencies: one more than the processors leaves none of those idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
  },
});
