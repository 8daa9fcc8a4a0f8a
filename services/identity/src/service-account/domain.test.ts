import { CAPABILITIES } from '@samplan/kit/access/capability';
import { expect, test } from 'vitest';
import { grantable, scopeOf } from './domain.ts';

test('when rights are given, then only reading, and patient data only at a named operative unit', () => {
  const given = (kind: Parameters<typeof grantable>[1]) => CAPABILITIES.filter((name) => grantable([name], kind).ok);
  expect(given(null)).toEqual(['statistics.read']);
  expect(given('ORGANISATIONAL')).toEqual(['statistics.read']);
  expect(given('HOME_HEALTH')).toEqual([
    'episode.read',
    'message.acknowledge',
    'patient.read',
    'sip.read',
    'statistics.read',
  ]);
});

test('when a right is asked for that does not exist, or one too many, then nothing is given', () => {
  expect(grantable(['statistics.read', 'x'], null)).toEqual({ ok: false, problem: 'NOT_FOR_SYSTEMS' });
  expect(grantable(['statistics.read', 'patient.read'], null)).toEqual({ ok: false, problem: 'UNIT_MISSING' });
  expect(grantable(['statistics.read', 'statistics.read'], null)).toEqual({ ok: true, value: ['statistics.read'] });
  expect(grantable([], null)).toEqual({ ok: true, value: [] });
});

test.each([
  [['patient.read', 'statistics.read'], null, ['patient.read', 'statistics.read']],
  [['patient.read', 'statistics.read'], 'statistics.read', ['statistics.read']],
  [['statistics.read'], '', []],
  [['statistics.read'], 'statistics.read patient.read', null],
  [['statistics.read', 'organisation.edit'], null, ['statistics.read']],
] as const)('of %j a token for %j has %j', (held, scope, has) => {
  expect(scopeOf(held, scope)).toEqual(has);
});
