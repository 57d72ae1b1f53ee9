import { defineConfig } from 'vitest/config';

const whole = { branches: 100, functions: 100, lines: 100, statements: 100 };

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/powershell-setup.ts'],
    testTimeout: 30_000,
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json'],
      thresholds: { 'src/policy/**': whole, 'src/resources/**': whole, 'src/reconcile/**': whole },
    },
  },
});
