import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql has one entry for bundlers and one for Node: the libraries take the latter, and there must be only one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['{schema,gateway,launch,testing,test}/**/*.test.ts', 'services/*/{src,test}/**/*.test.ts'],
    globalSetup: ['testing/src/global-setup.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
