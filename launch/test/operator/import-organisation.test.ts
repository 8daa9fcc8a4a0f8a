import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { addressesOf, type Given, give } from './giving.ts';

let organisation: TestDatabase;
let given: Given;

beforeEach(async () => {
  organisation = await testDatabase('organisation');
  onTestFinished(() => organisation.drop());
  given = { variables: addressesOf({ organisation }) };
});

function dataFile(name: string): string {
  return path.join(projectRoot(), 'services/organisation/data', `${name}.json`);
}

function content(name: string) {
  return JSON.parse(readFileSync(dataFile(name), 'utf8'));
}

/** Writes a file of the test's own. */
function written(name: string, text: string): string {
  const folder = freshFolder();
  mkdirSync(folder);
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function count(table: string): Promise<number> {
  const [row] = await organisation.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? -1;
}

test('when a municipality is named before its region, then both are imported, and again without a change', async () => {
  const args = ['import-organisation', dataFile('timra'), dataFile('region-vasternorrland')];
  const first = await give(args, given);
  expect(first.code).toBe(0);
  expect(first.said).toEqual([
    expect.stringMatching(/^Region Västernorrland: [1-9]\d* units made, 0 changed, 0 ended, 0 unchanged$/),
    expect.stringMatching(/^Timrå kommun: [1-9]\d* units made, 0 changed, 0 ended, 0 unchanged$/),
  ]);
  const units = await count('unit');
  expect(await count('kit.outbox')).toBe(units);

  const second = await give(args, given);
  expect(second.said.every((line) => / 0 units made, 0 changed, 0 ended, [1-9]\d* unchanged$/.test(line))).toBe(true);
  expect(await count('kit.outbox')).toBe(units);
});

test('when files have faults, then every fault of every file is told and nothing is imported', async () => {
  const region = content('region-vasternorrland');
  const wrong = written('wrong.json', JSON.stringify({ ...region, code: '2', organisationNumber: '2321000124' }));
  const unreadable = written('text.json', 'this is no JSON');
  const { code, said, complained } = await give(
    ['import-organisation', dataFile('region-vasternorrland'), wrong, unreadable, '/nowhere.json'],
    given,
  );
  expect({ code, said }).toEqual({ code: 1, said: [] });
  expect(complained).toEqual([
    expect.stringContaining(`${wrong}: code: `),
    `${unreadable}: is not JSON`,
    '/nowhere.json: cannot be read (ENOENT)',
    'Nothing was imported; mend the faults above and give the command again.',
  ]);
  expect(await count('principal')).toBe(0);
});

test('when the region of a municipality is not imported, then the sentence says what to import first', async () => {
  const { code, complained } = await give(['import-organisation', dataFile('timra')], given);
  expect({ code, complained }).toEqual({
    code: 1,
    complained: ['Not imported: region 22 is not imported; import its file first.'],
  });
  expect(await count('unit')).toBe(0);
});

test('when no file is named, then usage is told', async () => {
  const { code, complained } = await give(['import-organisation'], given);
  expect({ code, complained }).toEqual({
    code: 2,
    complained: ['Name at least one file.\nUsage: samplan import-organisation <file…>'],
  });
});
