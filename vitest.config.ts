import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// graphql has one entry for bundlers and one for Node: the libraries take the latter, and there must be only one.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

const limits = { pool: 'forks', testTimeout: 180_000, hookTimeout: 180_000 } as const;

/** Test files that put a spy around a module (`vi.mock`): they load all modules anew. By the project's name they come first. */
const ALONE = [
  'services/identity/src/user/password.test.ts',
  'services/identity/test/guesses.test.ts',
  'services/identity/test/sign-in.test.ts',
];

export default defineConfig({
  test: {
    // Once, for both projects.
    globalSetup: ['testing/src/global-setup.ts'],
    // One more than there are processors: much of the time of a test goes to its database and to processes that start and stop.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        resolve,
        test: {
          ...limits,
          name: 'shared',
          include: ['{schema,gateway,launch,testing,test}/**/*.test.ts', 'services/*/{src,test}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...ALONE],
          // Each test makes its own region and changes no module, so the files of a worker share the modules that they load: to
          // load them anew for each file takes longer than most files' tests.
          isolate: false,
        },
      },
      { resolve, test: { ...limits, name: 'alone', include: ALONE } },
    ],
  },
});
