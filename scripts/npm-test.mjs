// npm test: installs what is missing, then every check and every test.
import { installMissing, run } from './install.mjs';

installMissing();
// First the database clients, of every subgraph: everything is checked as one program, as most of it reaches most of the rest.
run('turbo', ['run', 'generate', '--output-logs=new-only', '--no-update-notifier']);
run('turbo', [
  'run',
  'lint',
  'stale',
  'typecheck',
  'build',
  'layers',
  '--output-logs=new-only',
  '--no-update-notifier',
]);
run('vitest', ['run', ...process.argv.slice(2)]);
