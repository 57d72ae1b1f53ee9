import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const whole = { branches: 100, functions: 100, lines: 100, statements: 100 };

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/powershell-setup.ts'],
    testTimeout: mode === 'fuzz' ? 3_600_000 : 30_000,
    // Most tests wait for other processes most of the time, so that as many as there are processors would leave half of these idle.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json'],
      thresholds: { 'src/policy/**': whole, 'src/resources/**': whole, 'src/reconcile/**': whole },
    },
  },
}));
