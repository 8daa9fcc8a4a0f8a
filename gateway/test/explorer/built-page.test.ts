import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildExplorer } from '../../explorer/build.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'samplan-explorer-'));
let files: readonly { readonly name: string; readonly text: string }[];

beforeAll(async () => {
  await buildExplorer(folder);
  const assets = path.join(folder, 'assets');
  files = readdirSync(assets).map((name) => ({ name, text: readFileSync(path.join(assets, name), 'utf8') }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ending(end: string): readonly { readonly name: string; readonly text: string }[] {
  const found = files.filter(({ name }) => name.endsWith(end));
  expect(found.length, end).toBeGreaterThan(0);
  return found;
}

test('when a style sheet loads something, then it is one of the built files or part of the style sheet', () => {
  for (const { text } of ending('.css')) {
    const addresses = [...text.matchAll(/url\(\s*["']?([^"')]*)/g)].map(([, address = '']) => address);
    for (const address of addresses) {
      if (address.startsWith('data:image/')) continue;
      expect(files.map(({ name }) => `/explorer/assets/${name}`)).toContain(address);
    }
    expect(text).not.toMatch(/@import/);
  }
});

test('when a script names an address elsewhere, then it is none of a script, style, font, image or data to load', () => {
  for (const { name, text } of ending('.js')) {
    const elsewhere = [...text.matchAll(/["'`](?:https?:)?\/\/[^"'`\s\\]+/g)].map(([address]) => address.slice(1));
    const loadable = elsewhere.filter((address) =>
      /\.(m?js|css|woff2?|ttf|otf|png|jpe?g|gif|webp|wasm)\b|unpkg\.com|jsdelivr|esm\.sh|cdnjs|googleapis|gstatic/.test(
        address,
      ),
    );
    expect(loadable, name).toEqual([]);
    expect(text, name).not.toMatch(/\b(?:import|fetch|importScripts|Worker)\(\s*["'`]https?:/);
  }
});

test('when a script runs, then it makes no code out of text, which the page forbids', () => {
  for (const { name, text } of ending('.js')) expect(text, name).not.toMatch(/\bnew Function\(|[^.\w]eval\(/);
});

test('when the page starts a worker, then the worker is one of the built files', () => {
  const workers = ending('.js').flatMap(({ text }) => [...text.matchAll(/\/explorer\/assets\/([\w-]+\.js)/g)]);
  expect(workers.length).toBe(3);
  for (const [, name] of workers) expect(files.map((file) => file.name)).toContain(name);
});
