import type { Role } from '@samplan/kit/access/viewer';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { World } from './plans.ts';
import { consentTo, initiativeFor, meetingOf, refusal, world } from './plans.ts';

/*
 * The policy table as people meet it: real roles at real units, through the gateway. Everybody tries with a plan that does not
 * exist, so that whoever has the right is told that it is out of reach, and whoever has not is refused before that.
 */

let at: World;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());

const NOBODYS = { id: 'sip_00000000000000000000000000', version: 1 };

/** Each action, tried. */
const ACTIONS = {
  read: async (by: Person) => await by.ask('query ($id: ID!) { sip(id: $id) { id } }', { id: NOBODYS.id }),
  answer: async (by: Person) =>
    await does.answerSipInvitation(by, { sipId: NOBODYS.id, sequence: 1, answer: 'ACCEPTED' }),
  start: async (by: Person) =>
    await does.initiateSip(by, initiativeFor('pat_00000000000000000000000000', [at.stranger])),
  consent: async (by: Person) => await does.recordSipConsent(by, consentTo(NOBODYS)),
  invite: async (by: Person) => await does.inviteToSip(by, meetingOf(at, NOBODYS)),
  handOver: async (by: Person) =>
    await does.changeCoordinationResponsible(by, { sipId: NOBODYS.id, version: 1, unitId: at.stranger.unitId }),
  oversee: async (by: Person) => await does.stuckSipMessages(by),
  reroute: async (by: Person) =>
    await does.rerouteSipMessage(by, { messageId: 'msg_1', fromUnitId: 'unt_1', toUnitId: 'unt_2' }),
  onBehalf: async (by: Person) =>
    await does.acknowledgeSipMessageOnBehalf(by, { messageId: 'msg_1', unitId: 'unt_1', reason: 'Enheten är stängd.' }),
  count: async (by: Person) => await by.ask('{ sipStatistics { total } }'),
};
type Action = keyof typeof ACTIONS;

const ANSWERS: readonly Action[] = ['read', 'answer'];
const LEADS: readonly Action[] = ['read', 'answer', 'start', 'consent', 'invite', 'handOver'];
const COUNTS: readonly Action[] = ['count'];
const OVERSEES: readonly Action[] = ['oversee', 'reroute', 'onBehalf'];
const NOTHING: readonly Action[] = [];

// biome-ignore format: a table
const EXPECTED: readonly (readonly [string, Role, readonly Action[], string])[] = [
  ['Avd 11 Medicin, Sundsvall',                    'NURSE',                  LEADS,   'F-212'],
  ['Avd 11 Medicin, Sundsvall',                    'DISCHARGE_COORDINATOR',  LEADS,   'F-212'],
  ['Avd 11 Medicin, Sundsvall',                    'PHYSICIAN',              NOTHING, 'e.2'],
  ['Hälsocentralen Nacksta',                       'NURSE',                  LEADS,   'F-240'],
  ['Hälsocentralen Nacksta',                       'DISTRICT_NURSE',         LEADS,   'F-240'],
  ['Psykiatriska öppenvårdsmottagningen Sundsvall', 'NURSE',                 LEADS,   'F-241'],
  ['Region Västernorrland, förvaltning',           'ADMINISTRATOR',          OVERSEES, 'e.5, B-01'],
  ['Region Västernorrland, förvaltning',           'SYSTEM_MANAGER',         ['oversee', 'onBehalf', ...COUNTS], 'F-212, F-261'],
  ['Hemsjukvård Centrum',                          'NURSE',                  LEADS,   'F-007'],
  ['Hemsjukvård Centrum',                          'DISTRICT_NURSE',         LEADS,   'F-007'],
  ['Hemsjukvård Centrum',                          'OCCUPATIONAL_THERAPIST', LEADS,   'F-007'],
  ['Hemsjukvård Centrum',                          'PHYSIOTHERAPIST',        LEADS,   'F-007'],
  ['Biståndsenheten Sundsvall',                    'NEEDS_ASSESSOR',         LEADS,   'F-007'],
  ['Biståndsenheten Sundsvall',                    'CASE_OFFICER',           LEADS,   'F-007'],
  ['Hemtjänst Centrum',                            'PLANNER',                LEADS,   'F-007, F-027'],
  ['Björkbacka',                                   'UNIT_MANAGER',           LEADS,   'F-025'],
  ['Björkbacka',                                   'OPERATIONS_MANAGER',     NOTHING, 'e.1'],
  ['Björkbacka',                                   'SUPER_USER',             ['oversee'], 'e.1, B-01'],
  ['Björkbacka',                                   'RESIDENCE_COORDINATOR',  NOTHING, 'e.1'],
  ['Vård- och omsorgsförvaltningen, ledning',      'ADMINISTRATOR',          OVERSEES, 'e.5, F-013, B-01'],
  ['Vård- och omsorgsförvaltningen, ledning',      'SYSTEM_MANAGER',         COUNTS,  'F-212'],
  ['Vård- och omsorgsförvaltningen, ledning',      'NURSE',                  NOTHING, 'F-277'],
  ['Socialtjänsten, vuxna',                        'SOCIAL_WORKER',          ANSWERS, 'F-008, F-040'],
  ['Socialtjänsten, vuxna',                        'UNIT_MANAGER',           ANSWERS, 'F-008'],
  ['Socialtjänsten, vuxna',                        'ADMINISTRATOR',          [...ANSWERS, ...OVERSEES, ...COUNTS], 'F-008, F-013'],
  ['Socialförvaltningen, ledning',                 'SUPER_USER',             ['oversee', 'reroute'], 'F-037'],
  ['Socialtjänsten, vuxna',                        'CASE_OFFICER',           NOTHING, 'F-008'],
  ['Socialtjänsten, vuxna',                        'NURSE',                  NOTHING, 'F-008'],
  ['Socialförvaltningen, ledning',                 'DEPARTMENT_HEAD',        NOTHING, 'e.1'],
  ['Barn- och elevhälsan',                         'SCHOOL_PHYSICIAN',       ANSWERS, 'F-009, F-047'],
  ['Barn- och elevhälsan',                         'SCHOOL_NURSE',           ANSWERS, 'F-009, F-047'],
  ['Barn- och elevhälsan',                         'SPECIAL_NEEDS_TEACHER',  ANSWERS, 'F-009'],
  ['Barn- och elevhälsan',                         'COUNSELLOR',             ANSWERS, 'F-009'],
  ['Barn- och elevhälsan',                         'PSYCHOLOGIST',           ANSWERS, 'F-009'],
  ['Barn- och elevhälsan',                         'SPEECH_THERAPIST',       ANSWERS, 'F-009'],
  ['Hagaskolan',                                   'APPOINTED_STAFF',        ANSWERS, 'F-010'],
  ['Hagaskolan',                                   'SCHOOL_PRINCIPAL',       LEADS,   'F-045'],
  ['Barn- och elevhälsan',                         'UNIT_MANAGER',           LEADS,   'F-045'],
  ['Bildningsförvaltningen, ledning',              'ADMINISTRATOR',          [...OVERSEES, ...COUNTS], 'e.1, B-01'],
  ['Bildningsförvaltningen, ledning',              'SYSTEM_MANAGER',         NOTHING, 'e.1'],
];

test.each(EXPECTED)('%s, %s: may do this with plans and no more', async (unit, role, allowed) => {
  const person = await at.region.staff(unit, role);
  const may = await Promise.all(
    Object.entries(ACTIONS).map(async ([action, attempt]) => {
      const outcome = await attempt(person);
      const code = refusal(outcome)?.code ?? outcome.code;
      // A right without reach is answered so; a query says null instead.
      expect([undefined, 'NOT_PERMITTED', 'FORBIDDEN']).toContain(code);
      return code === 'FORBIDDEN' ? [] : [action];
    }),
  );
  expect(may.flat()).toEqual(Object.keys(ACTIONS).filter((action) => allowed.includes(action as Action)));
});
