// npm start: installs what is missing, builds what changed, runs Samplan in this process.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildChanged, installMissing, readVariables, root } from './install.mjs';

installMissing();
buildChanged();
readVariables();
await import(pathToFileURL(path.join(root, 'launch', 'dist', 'start.js')).href);
