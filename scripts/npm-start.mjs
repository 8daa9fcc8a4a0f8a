// npm start: installs what is missing, builds what changed, runs Samplan in this process.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installMissing, root, run } from './install.mjs';

installMissing();
run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=stream', '--no-update-notifier'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
await import(pathToFileURL(path.join(root, 'launch', 'dist', 'start.js')).href);
