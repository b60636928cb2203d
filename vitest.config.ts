import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks' as const };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'rules', include: ['src/domain/**/*.test.ts', 'src/call/**/*.test.ts', 'src/ui/**/*.test.ts'], isolate: false } },
      { test: { ...shared, name: 'commands', include: ['src/{features,server,db}/**/*.test.ts', 'tests/{world,contracts,faults}/**/*.test.ts'] } },
      { test: { ...shared, name: 'journeys', include: ['tests/journeys/**/*.spec.ts'], testTimeout: 120_000 } },
    ],
  },
});
