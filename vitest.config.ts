import { defineConfig } from 'vitest/config';

/** One PostgreSQL for all workers of a run. */
const globalSetup = ['tests/world/global-setup.ts'];
/** The files of a worker share its modules, which keep nothing of a world: to load all of them again cost every file a second or two. */
const shared = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 40_000 } }, pool: 'forks' as const, isolate: false };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'rules', include: ['src/domain/**/*.test.ts', 'src/call/**/*.test.ts', 'src/ui/**/*.test.ts'] } },
      { test: { ...shared, globalSetup, name: 'commands', include: ['src/{features,server,db}/**/*.test.ts', 'tests/{world,contracts,faults}/**/*.test.ts'] } },
      { test: { ...shared, globalSetup, name: 'journeys', include: ['tests/journeys/**/*.spec.ts'], testTimeout: 180_000 } },
      // Only where tools/contracts.ts asks for it: it speaks to the real services.
      ...(process.env['CONTRACTS'] ? [{ test: { ...shared, name: 'real', include: ['tests/contracts/suites/real-services.ts'] } }] : []),
    ],
  },
});
