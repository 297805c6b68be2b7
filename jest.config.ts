import type { Config } from 'jest';

const shared: Config = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2024', transform: { react: { runtime: 'automatic' } } },
        module: { type: 'commonjs' },
      },
    ],
  },
  // middy offers itself to `import` only, and Jest asks by `require`.
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: ['/node_modules/(?!@middy/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.build', '<rootDir>/.parley'],
};

/** One project a level, so that only those that need it pay for loading the CDK or starting the cloud. */
const project = (name: string, options: Config = {}): Config => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.{ts,tsx}`],
  ...options,
});

export default {
  projects: [
    project('unit'),
    project('contracts'),
    project('infra', {
      globalSetup: '<rootDir>/test/support/synthesize-stages.ts',
      globalTeardown: '<rootDir>/test/support/remove-stages.ts',
    }),
    project('cloud', {
      globalSetup: '<rootDir>/test/support/synthesize-cloud.ts',
      globalTeardown: '<rootDir>/test/support/remove-cloud.ts',
    }),
    project('e2e', { globalSetup: '<rootDir>/test/support/start-cloud.ts', globalTeardown: '<rootDir>/test/support/stop-cloud.ts' }),
    project('browser', { globalSetup: '<rootDir>/test/support/start-cloud.ts', globalTeardown: '<rootDir>/test/support/stop-cloud.ts' }),
  ],
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/longest-first.ts',
  // Generous: the machines that run this are shared.
  testTimeout: 90_000,
} satisfies Config;
