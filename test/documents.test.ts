import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { COMMANDS } from '@samplan/launch/operator/commands';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { textOf } from './compose-file.ts';

/** Folders that hold documents of others, or none. */
const SKIPPED = ['node_modules', '.git', '.turbo', '.samplan', 'dist', 'coverage', 'generated'];

/** Every document of the project, from its folder. */
function documents(folder = '.'): readonly string[] {
  return readdirSync(path.join(projectRoot(), folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : documents(file);
    return entry.name.endsWith('.md') ? [file] : [];
  });
}

/** Relative links of a document. */
function links(document: string): readonly string[] {
  const text = textOf(document).replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^(https?:|mailto:)/.test(to));
}

/** The headings of a document, as its anchors are called. */
function anchors(document: string): readonly string[] {
  return [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const WORKSPACES = [
  'gateway',
  'launch',
  'schema',
  'testing',
  ...['kit', ...SUBGRAPHS].map((name) => `services/${name}`),
];

test('when a document links to a file or a heading, then it is there', () => {
  const all = documents().flatMap((document) => links(document).map((to) => [document, to] as const));
  expect(all.length).toBeGreaterThan(20);
  for (const [document, to] of all) {
    const [file = '', anchor] = to.split('#');
    const target = file === '' ? document : path.join(path.dirname(document), file);
    expect(existsSync(path.join(projectRoot(), target)), `${document}: ${to}`).toBe(true);
    if (anchor) expect(anchors(target), `${document}: ${to}`).toContain(anchor);
  }
});

test.each(WORKSPACES)(
  'when somebody opens %s, then its README tells purpose, flow, meets and peculiarities on one screen',
  (folder) => {
    const text = textOf(`${folder}/README.md`);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Purpose',
      'Flow',
      'Meets',
      'Peculiarities',
    ]);
    expect(text.split('\n').length).toBeLessThan(60);
  },
);

/** What a README names and no source is: it is made while Samplan runs. */
const MADE_WHILE_RUNNING = 'running.json';

test.each(WORKSPACES)('when the README of %s names a file, then it exists', (folder) => {
  const named = [...textOf(`${folder}/README.md`).matchAll(/`((?!\/)[\w./-]+\.(?:ts|mjs|graphql|json))`/g)];
  for (const [, file = ''] of named.filter(([, name]) => name !== MADE_WHILE_RUNNING)) {
    const places = ['', folder, `${folder}/src`, `${folder}/src/source`].map((base) =>
      path.join(projectRoot(), base, file),
    );
    expect(
      places.some((place) => existsSync(place)),
      `${folder}: ${file}`,
    ).toBe(true);
  }
});

test.each(COMMANDS.map(({ name }) => name))('when the operator looks for %s, then operations.md has it', (name) => {
  expect(textOf('docs/operations.md')).toMatch(new RegExp(`^### ${name}$`, 'm'));
});

test('when the README is opened, then it is one page, and its query is GraphQL', () => {
  const text = textOf('README.md');
  expect(text.split('\n').length).toBeLessThan(100);
  expect(() => parse(/```graphql\n([\s\S]*?)```/.exec(text)?.[1] ?? '')).not.toThrow();
});
