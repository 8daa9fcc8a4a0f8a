import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bySubgraph } from '@samplan/launch/database-urls';
import { lockFolder } from '@samplan/launch/lock';
import { findAddresses } from '@samplan/launch/operator/addresses';
import { noteRunning } from '@samplan/launch/running';
import { expect, test } from 'vitest';
import { freshFolder } from './folder.ts';

const NOTE = {
  databases: bySubgraph((name) => ({
    service: `postgresql://service@here/${name}`,
    owner: `postgresql://owner@here/${name}`,
  })),
  keySecret: Buffer.alloc(32, 7).toString('base64'),
};

function folder(): string {
  const made = freshFolder();
  mkdirSync(made);
  return made;
}

test('when an installation runs with the data folder, then its databases and its secret are found', async () => {
  const dataFolder = folder();
  const unlock = await lockFolder(dataFolder);
  const forget = noteRunning(dataFolder, NOTE);
  const addresses = await findAddresses({ SAMPLAN_DATA_DIR: dataFolder });
  expect(addresses.service('care')).toBe('postgresql://service@here/care');
  expect(addresses.owner('care')).toBe('postgresql://owner@here/care');
  expect(addresses.keySecret()).toEqual(Buffer.alloc(32, 7));
  forget();
  unlock();
});

test('when the note is written, then nobody else can read it, also over an old one', async () => {
  const dataFolder = folder();
  const file = path.join(dataFolder, 'running.json');
  writeFileSync(file, 'of a process that was killed', { mode: 0o644 });
  const forget = noteRunning(dataFolder, NOTE);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  forget();
  expect(() => statSync(file)).toThrow('ENOENT');
});

test('when the installation was killed and left its note, then the note is not believed', async () => {
  const dataFolder = folder();
  noteRunning(dataFolder, NOTE);
  const addresses = await findAddresses({ SAMPLAN_DATA_DIR: dataFolder });
  expect(() => addresses.service('care')).toThrow(
    'There is no address for the database of care; set CARE_DATABASE_URL, or give the command beside a Samplan that npm start runs.',
  );
});

test('when any address is given, then the running installation is left alone', async () => {
  const dataFolder = folder();
  const unlock = await lockFolder(dataFolder);
  const forget = noteRunning(dataFolder, NOTE);
  const variables = { SAMPLAN_DATA_DIR: dataFolder, CARE_DATABASE_URL: 'postgresql://service@there/care' };
  const addresses = await findAddresses(variables);
  expect(addresses.service('care')).toBe('postgresql://service@there/care');
  expect(() => addresses.service('sip')).toThrow('There is no address for the database of sip');
  forget();
  unlock();
});

test('when the installation is starting, then the sentence says to try again', async () => {
  const dataFolder = folder();
  const unlock = await lockFolder(dataFolder);
  await expect(findAddresses({ SAMPLAN_DATA_DIR: dataFolder })).rejects.toThrow(
    'Samplan is starting or stopping; try again when it runs.',
  );
  unlock();
});
