import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { readExamples } from './examples.ts';

/** Where the gateway serves the built files. */
const PUBLIC_PATH = '/explorer/assets';

const root = path.resolve(import.meta.dirname, '../..');
const page = path.join(import.meta.dirname, 'page');

/** Finds the editor that GraphiQL uses in GraphiQL's version of it, by asking from where GraphiQL asks. */
const { resolve } = createRequire(createRequire(import.meta.url).resolve('@graphiql/react'));

/** The editor's workers by its labels for them, as `page/workers.ts` looks them up. */
const WORKERS = {
  editorWorkerService: resolve('monaco-editor/esm/vs/editor/editor.worker.js'),
  graphql: resolve('monaco-graphql/esm/graphql.worker.js'),
  json: resolve('monaco-editor/esm/vs/language/json/json.worker.js'),
};

/**
 * Builds the explorer's page: `index.html`, and in `assets` everything that it loads, with a hash of the content in each name.
 * @param outdir - emptied first.
 */
export async function buildExplorer(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  const assets = path.join(outdir, 'assets');
  const workers = await bundle(assets, WORKERS, {});
  const { main, icon } = await bundle(
    assets,
    { main: path.join(page, 'main.tsx'), icon: path.join(page, 'icon.svg') },
    {
      EXAMPLES: readExamples(),
      SAMPLAN_VERSION: version(),
      WORKERS: Object.fromEntries(Object.entries(workers).map(([label, { address }]) => [label, address])),
    },
  );
  const html = readFileSync(path.join(page, 'index.html'), 'utf8')
    .replace('{{SCRIPT}}', main.address)
    .replace('{{STYLE}}', main.styleAddress)
    .replace('{{ICON}}', icon.address);
  writeFileSync(path.join(outdir, 'index.html'), html);
}

/** Where the browser finds what an entry became. */
interface Built {
  readonly address: string;
  /** Of its style sheet; empty when it has none. */
  readonly styleAddress: string;
}

/** Bundles each entry into one file and its style sheet. */
async function bundle<Name extends string>(
  outdir: string,
  entryPoints: Readonly<Record<Name, string>>,
  values: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<Name, Built>>> {
  const defined = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: root,
    outdir,
    bundle: true,
    // Not split: the style sheets of parts that are loaded later would be left out.
    splitting: false,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', ...Object.fromEntries(defined) },
    loader: { '.svg': 'copy', '.ttf': 'file' },
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: PUBLIC_PATH,
    metafile: true,
    logLevel: 'warning',
  });
  const address = (file: string | undefined): string => (file ? `${PUBLIC_PATH}/${path.basename(file)}` : '');
  const built = new Map<string, Built>();
  for (const [file, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined) continue;
    built.set(path.join(root, entryPoint), { address: address(file), styleAddress: address(cssBundle) });
  }
  const byName = Object.entries<string>(entryPoints).map(([name, source]) => [name, built.get(source)]);
  return Object.fromEntries(byName) as Record<Name, Built>; // esbuild fails when an entry becomes nothing
}

function version(): string {
  const { version: text }: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return text;
}
