// npm test: installs what is missing, then every check and every test.
import { installMissing, run } from './install.mjs';

installMissing();
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
