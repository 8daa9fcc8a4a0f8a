import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import type { Log } from '@samplan/kit/server/log';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { FastifyInstance } from 'fastify';

/** Somebody of the demo region, whom the explorer offers to sign in as. */
export interface DemoSignIn {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  readonly role: string;
  readonly unit: string;
}

/** What the query explorer is given. */
export interface ExplorerOptions {
  readonly environment: Environment;
  /** Folder with the built page: `index.html` and `assets`. */
  readonly folder: string;
  /** Whom it offers to sign in as; empty when there is no demo region. */
  readonly demoSignIns: readonly DemoSignIn[];
  readonly log: Log;
}

/** Where the build puts the page. */
export function explorerFolder(): string {
  return path.join(projectRoot(), 'launch/dist/explorer');
}

/**
 * Everything comes from this gateway and is called by this page alone. Styles may be inline because the editor writes them as it
 * runs; scripts may not.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** Their names have a hash of the content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The routes of the query explorer. In production there are none: its page, its examples and the demo users have no business
 * there. Without a built page there are none either, and the log says so.
 */
export function explorerRoutes(options: ExplorerOptions): (app: FastifyInstance) => void {
  const { environment, folder, demoSignIns, log } = options;
  if (environment === 'PRODUCTION') return () => {};
  if (!existsSync(path.join(folder, 'index.html'))) {
    log.warn({ event: 'explorer.not-built' });
    return () => {};
  }
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8')
    .replaceAll('{{ENVIRONMENT}}', environment)
    .replaceAll('{{OFFERS_DEMO}}', String(demoSignIns.length > 0));
  const assets = readAssets(path.join(folder, 'assets'));

  return (app) => {
    app.get('/', (_request, reply) => reply.redirect('/explorer', 302));
    app.get('/explorer', (_request, reply) =>
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(html),
    );
    app.get<{ Params: { name: string } }>('/explorer/assets/:name', (request, reply) => {
      const asset = assets.get(request.params.name);
      if (!asset) return reply.callNotFound();
      return reply
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .header('cache-control', FOR_EVER)
        .type(asset.type)
        .send(asset.content);
    });
    if (demoSignIns.length === 0) return;
    app.get('/explorer/demo-sign-ins', async () => ({ signIns: demoSignIns }));
  };
}

/** The files by name. Only these are ever served, whatever is asked for. */
function readAssets(folder: string): ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> {
  return new Map(
    readdirSync(folder).map((name) => {
      const type = TYPES[path.extname(name)];
      if (!type) throw new Error(`No content type is known for the explorer's ${name}.`);
      return [name, { type, content: readFileSync(path.join(folder, name)) }];
    }),
  );
}
