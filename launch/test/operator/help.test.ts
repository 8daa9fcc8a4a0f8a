import { COMMANDS } from '@samplan/launch/operator/commands';
import { expect, test } from 'vitest';
import { give } from './giving.ts';

test.each([[[]], [['help']], [['--help']]])('when %j is given, then every command stands in the list', async (args) => {
  const { code, said } = await give(args);
  expect(code).toBe(0);
  for (const { name, summary } of COMMANDS)
    expect(said).toContainEqual(expect.stringMatching(`^  ${name} +${summary}`));
});

test.each(COMMANDS.map(({ name }) => name))(
  'when help for %s is asked, then its usage and details are told',
  async (name) => {
    const asked = await give(['help', name]);
    expect(asked.code).toBe(0);
    expect(asked.said[0]).toMatch(new RegExp(`^samplan ${name}`));
    expect(asked.said.length).toBeGreaterThan(4);
    expect(await give([name, '--help'])).toEqual(asked);
  },
);

test('when a command does not exist, then one sentence says how to find those that do', async () => {
  const complained = ['There is no command verify; give samplan help to see those that are.'];
  expect(await give(['verify'])).toEqual({ code: 2, said: [], complained });
  expect(await give(['help', 'verify'])).toEqual({ code: 2, said: [], complained });
});

test('when nothing tells where the databases are, then one sentence says what to set', async () => {
  const { code, complained } = await give(['events', 'sip'], { variables: { SAMPLAN_DATA_DIR: '/nowhere' } });
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [
      'There is no address for the database of sip; set SIP_DATABASE_URL, or give the command beside a Samplan that npm start runs.',
    ],
  });
});

test('when a variable is wrong, then it is named and its value, which may hold a password, is not', async () => {
  const { code, complained } = await give(['events'], { variables: { CARE_DATABASE_URL: 'mysql://x:hemligt@y/z' } });
  expect(code).toBe(1);
  expect(complained[0]).toContain('CARE_DATABASE_URL');
  expect(complained[0]).not.toContain('hemligt');
});
