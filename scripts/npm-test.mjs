// npm test: installs what is missing, then every check and every test.
import { installMissing, run } from './install.mjs';

installMissing();
// First the database clients, of every subgraph: a workspace is checked with what its tests reach, which is more than what
// turbo knows it to depend on.
run('turbo', ['run', 'generate', '--output-logs=new-only', '--no-update-notifier']);
run('turbo', [
  'run',
  'lint',
  'stale',
  'typecheck',
  'typecheck:root',
  'build',
  'layers',
  '--output-logs=new-only',
  '--no-update-notifier',
]);
run('vitest', ['run', ...process.argv.slice(2)]);
