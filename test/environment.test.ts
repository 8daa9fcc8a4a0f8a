import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '@samplan/kit/project-root';
import { launchEnv } from '@samplan/launch/env';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { composeVariables, secrets, textOf } from './compose-file.ts';

/** Folders whose sources run in production. */
const SOURCES = [
  'gateway/src',
  'launch/src',
  ...readdirSync(path.join(projectRoot(), 'services')).map((name) => `services/${name}/src`),
];

/** Variables that are not for people to set. */
const INTERNAL = ['PATH', 'APOLLO_TELEMETRY_DISABLED'];

/** Every environment schema that an env.ts exports. */
async function schemas(): Promise<readonly z.ZodObject[]> {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(path.join(projectRoot(), folder)).includes('env.ts') ? [`${folder}/env.ts`] : [],
  );
  const modules = await Promise.all(
    files.map(async (file): Promise<object> => await import(pathToFileURL(path.join(projectRoot(), file)).href)),
  );
  return modules.flatMap((module) => Object.values(module)).filter((value) => value instanceof z.ZodObject);
}

/** The variables in .env.example with their values, commented out or not. */
function examples(): readonly (readonly [name: string, value: string])[] {
  return [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

test('when the processes and docker compose are asked what they read, then .env.example names exactly that, once', async () => {
  const known = new Set([...(await schemas()).flatMap((schema) => Object.keys(schema.shape)), ...composeVariables()]);
  expect(
    examples()
      .map(([name]) => name)
      .sort(),
  ).toEqual([...known].sort());
});

test('when .env.example marks a variable with [compose], then docker compose reads it, and no other outside its own section', () => {
  const [everybodys = ''] = textOf('.env.example').split('# ---- docker compose');
  const read = composeVariables();
  for (const paragraph of everybodys.split('\n\n')) {
    const names = [...paragraph.matchAll(/^#([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
    const isMarked = paragraph.includes('# [compose]');
    expect(names.map((name) => [name, read.has(name)])).toEqual(names.map((name) => [name, isMarked]));
  }
});

test('when sources read a variable by name, then it is one that nobody is to set', () => {
  const named = SOURCES.flatMap((folder) =>
    readdirSync(path.join(projectRoot(), folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('generated/'))
      .flatMap((file) => [...textOf(path.join(folder, file)).matchAll(/process\.env(?:\.|\[['"])(\w+)/g)])
      .map(([, name = '']) => name),
  );
  expect(INTERNAL).toEqual(expect.arrayContaining(named));
});

test('when a value of .env.example is used, then whoever reads the variable accepts it', async () => {
  for (const [name, value] of examples()) {
    for (const schema of await schemas()) {
      const field: unknown = schema.shape[name];
      if (value === '' || !(field instanceof z.ZodType)) continue;
      expect(field.safeParse(value).error?.issues ?? [], name).toEqual([]);
    }
  }
});

test('when npm start is told nothing, then the defaults are those of .env.example', () => {
  const defaults = Object.entries(launchEnv.parse({})).map(([name, value]) => [name, String(value)]);
  expect(Object.fromEntries(examples())).toMatchObject(Object.fromEntries(defaults));
});

test('when .env.example is copied and nothing else is done, then npm start sees no variable, and compose none of its secrets', () => {
  const active = [...textOf('.env.example').matchAll(/^([A-Z]\w*)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  expect(active).toEqual(expect.arrayContaining(Object.keys(secrets()).map((name) => [name, ''])));
  expect(active).toHaveLength(Object.keys(secrets()).length);
  for (const [name] of active) expect(Object.keys(launchEnv.shape)).not.toContain(name);
});
