import { expect, test } from 'vitest';
import { loadConnectedSystems, readConnectedSystems } from './file.ts';

const systems = loadConnectedSystems();
const byCode = (code: string) => systems.systems.find((system) => system.code === code);

/** The file with one change. */
function changed(change: (content: { systems: Record<string, unknown>[]; handOver: { party: string }[] }) => void) {
  const content = JSON.parse(JSON.stringify(systems));
  change(content);
  return readConnectedSystems(content);
}

test('when the file is read, then every system of the seeds is there (e.3, e.4)', () => {
  expect(systems.systems.map(({ code }) => code).sort()).toEqual([
    'AD_CITRIX',
    'FLEXITE',
    'LIFECARE_DEVIATIONS',
    'LIFECARE_PROVIDER',
    'LIFECARE_SP',
    'MIM',
    'NPO',
    'PASCAL',
    'PHONIRO',
    'PRATOR',
    'PROCAPITA',
    'SIEBEL',
    'SITHS',
  ]);
});

test('super-users add people in Lifecare utförare, managers in avvikelse, and system managers end certificate, Procapita and AD (e.4)', () => {
  expect(byCode('LIFECARE_PROVIDER')?.steps.GRANT).toEqual([{ action: 'ADD_PERSON', by: ['SUPER_USER'] }]);
  expect(byCode('LIFECARE_PROVIDER')?.steps.END[0]?.by).toEqual(['RESPONSIBLE_MANAGER', 'SUPER_USER']);
  expect(byCode('LIFECARE_DEVIATIONS')?.steps.GRANT[0]?.by).toEqual(['RESPONSIBLE_MANAGER']);
  expect(byCode('LIFECARE_DEVIATIONS')?.steps.END).toEqual([{ action: 'SET_VALID_TO', by: ['RESPONSIBLE_MANAGER'] }]);
  for (const code of ['SITHS', 'PROCAPITA', 'AD_CITRIX']) {
    expect(byCode(code)?.steps.END.map(({ by }) => by)).toEqual([['SYSTEM_MANAGER']]);
  }
});

test('credentials of Procapita have a message of their own, those of Citrix and Lifecare share one (F-403, f.2 33)', () => {
  expect(byCode('PROCAPITA')?.credentials?.message).toBe('PROCAPITA');
  expect(byCode('AD_CITRIX')?.credentials).toEqual(byCode('LIFECARE_PROVIDER')?.credentials);
  const sharing = systems.systems.filter(({ credentials }) => credentials?.message === 'PROCAPITA');
  expect(sharing.map(({ code }) => code)).toEqual(['PROCAPITA']);
});

test('the identity number is the user id in avvikelse (F-405), a fixed address is needed for Phoniro (F-162), the certificate goes to the user (F-407)', () => {
  expect(systems.systems.filter((s) => s.userIdIsIdentityNumber).map((s) => s.code)).toEqual(['LIFECARE_DEVIATIONS']);
  expect(systems.systems.filter((s) => s.needsFixedAddress).map((s) => s.code)).toEqual(['PHONIRO']);
  expect(systems.systems.filter((s) => s.credentials?.to === 'USER').map((s) => s.code)).toEqual(['SITHS']);
});

test('both parties have duties at a hand-over (F-174)', () => {
  expect(new Set(systems.handOver.map(({ party }) => party))).toEqual(new Set(['HANDING_OVER', 'TAKING_OVER']));
});

test.each([
  ['a system stands twice', changed((c) => c.systems.push({ ...c.systems[0] })), /PRATOR: stands twice/],
  ['a field is unknown', changed((c) => Object.assign(c.systems[0] ?? {}, { colour: 'red' })), /systems\.0: .*colour/],
  [
    'a system cannot be ended',
    changed((c) => Object.assign(Object(c.systems[0]?.['steps']), { END: [] })),
    /steps\.END/,
  ],
  [
    'a message goes to two addressees',
    changed((c) => Object.assign(c.systems[1] ?? {}, { credentials: { to: 'USER', message: 'CITRIX_LIFECARE' } })),
    /CITRIX_LIFECARE goes to somebody else/,
  ],
  [
    'a party has no duty',
    changed((c) => {
      c.handOver = c.handOver.filter(({ party }) => party === 'HANDING_OVER');
    }),
    /TAKING_OVER has no duty/,
  ],
])('when %s, then the file is refused and says where', (_, read, fault) => {
  expect(read.ok ? '' : read.problem.join('\n')).toMatch(fault);
});
