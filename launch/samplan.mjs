#!/usr/bin/env node
// npx samplan: builds what changed, then does what the operator says. In the image: node launch/dist/cli.js.
import { buildChanged, readVariables } from '../scripts/install.mjs';

buildChanged();
readVariables();
await import('./dist/cli.js');
