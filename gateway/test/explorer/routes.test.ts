import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { createLog } from '@samplan/kit/server/log';
import type { Environment } from '@samplan/kit/server/subgraph';
import { testIssuer } from '@samplan/testing/tokens';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExplorer } from '../../explorer/build.ts';
import { type DemoSignIn, explorerRoutes } from '../../src/explorer.ts';
import { createGateway, type Gateway } from '../../src/server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'samplan-explorer-'));
const lines: string[] = [];
const log = createLog('gateway', 'info', (line) => void lines.push(line));
const gateways: Gateway[] = [];

const DEMO: DemoSignIn = {
  organisation: 'sundsvall',
  username: 'prov.person',
  password: 'Prov-Losenord-2026',
  role: 'NURSE',
  unit: 'Hemsjukvård Centrum',
};

/** Starts a gateway without subgraphs. */
async function start(
  environment: Environment,
  o: { readonly folder?: string; readonly demoSignIns?: readonly DemoSignIn[] } = {},
): Promise<URL> {
  const now = () => new Date();
  const { keys } = await testIssuer(now);
  const gateway = await createGateway({
    environment,
    supergraph: path.join(projectRoot(), 'schema/supergraph.graphql'),
    targets: new Map(),
    tokenKeys: keys,
    now,
    log,
    routes: explorerRoutes({ environment, folder, demoSignIns: [], log, ...o }),
  });
  gateways.push(gateway);
  return await gateway.listen({ port: 0, host: '127.0.0.1' });
}

/** Follows no redirect. */
async function get(url: URL, route: string): Promise<Response> {
  return await fetch(new URL(route, url), { redirect: 'manual' });
}

/** Everything that the page says it loads. */
function addressesIn(html: string): readonly string[] {
  return [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
}

beforeAll(() => buildExplorer(folder));
afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  rmSync(folder, { recursive: true });
});

describe.each(['TRAINING', 'ACCEPTANCE'] as const)('in %s', (environment) => {
  let url: URL;
  let page: Response;
  let html: string;
  beforeAll(async () => {
    url = await start(environment);
    page = await get(url, '/explorer');
    html = await page.text();
  });

  test('when somebody comes to the root, then they are sent to the explorer', async () => {
    const answer = await get(url, '/');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/explorer');
  });

  test('when the page is opened, then it is marked with the environment before any script runs (F-070)', () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain(`<title>${environment} –`);
    expect(html).toContain(`data-environment="${environment}"`);
    expect(html).not.toContain('{{');
  });

  test('when the page is opened, then its policy forbids everything but its own gateway, and scripts within the page', () => {
    const policy = new Map(
      page.headers
        .get('content-security-policy')
        ?.split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    for (const directive of ['script-src', 'worker-src', 'connect-src', 'font-src']) {
      expect(policy.get(directive), directive).toEqual(["'self'"]);
    }
    for (const directive of ['base-uri', 'form-action', 'frame-ancestors']) {
      expect(policy.get(directive), directive).toEqual(["'none'"]);
    }
    const sources = new Set([...policy.values()].flat());
    expect([...sources].sort()).toEqual(["'none'", "'self'", "'unsafe-inline'", 'data:']);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  test('when the page loads, then every address in it is a file of the gateway with its type, kept for ever', async () => {
    const types: Readonly<Record<string, string>> = {
      '.js': 'text/javascript; charset=utf-8',
      '.css': 'text/css; charset=utf-8',
      '.svg': 'image/svg+xml',
    };
    const addresses = addressesIn(html);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) {
      expect(address).toMatch(/^\/explorer\/assets\/[\w-]+-[A-Z0-9]{8}\.\w+$/);
      const answer = await get(url, address);
      expect(answer.status, address).toBe(200);
      expect(answer.headers.get('content-type')).toBe(types[path.extname(address)]);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'));
    }
  });

  test('when there is no demo region, then nobody is offered to sign in as', async () => {
    expect(html).toContain('data-offers-demo="false"');
    expect((await get(url, '/explorer/demo-sign-ins')).status).toBe(404);
  });

  test.each([
    '/explorer/assets/',
    '/explorer/assets/index.html',
    '/explorer/assets/..%2findex.html',
    '/explorer/assets/..%2f..%2fpackage.json',
    '/explorer/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/explorer/assets/..%5c..%5cpackage.json',
    '/explorer/assets/%00',
    '/explorer/assets/constructor',
    '/explorer/package.json',
  ])('when %s is asked for, then it is not found', async (route) => {
    expect((await get(url, route)).status).toBe(404);
  });
});

test('when there is a demo region, then the page learns whom it may offer', async () => {
  const url = await start('TRAINING', { demoSignIns: [DEMO] });
  expect(await (await get(url, '/explorer')).text()).toContain('data-offers-demo="true"');
  const answer = await get(url, '/explorer/demo-sign-ins');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({ signIns: [DEMO] });
});

test('when Samplan runs in production, then there is no explorer and nobody is offered to sign in as', async () => {
  const script = addressesIn(readFileSync(path.join(folder, 'index.html'), 'utf8')).find((a) => a.endsWith('.js'));
  const url = await start('PRODUCTION', { demoSignIns: [DEMO] });
  for (const route of ['/', '/explorer', '/explorer/demo-sign-ins', script ?? '']) {
    expect((await get(url, route)).status, route).toBe(404);
  }
});

test('when the page was not built, then the gateway runs without it and says so', async () => {
  const url = await start('TRAINING', { folder: path.join(folder, 'absent') });
  for (const route of ['/', '/explorer']) expect((await get(url, route)).status, route).toBe(404);
  expect((await get(url, '/health/live')).status).toBe(200);
  expect(lines.some((line) => line.includes('explorer.not-built'))).toBe(true);
});
